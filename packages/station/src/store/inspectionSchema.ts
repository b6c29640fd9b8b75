import { z } from 'zod';
import { decisionSchema, detailsSchema, type Judgement } from 'nominal-vision/internal/decision';
import type { StoredImage } from './records.ts';

/** Characters that move a cursor, break a line, or turn the direction of writing: no part of a name. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

export const timeSchema = z.iso.datetime().describe('ISO 8601, UTC');

/** A person's opinion of a decision. */
export const reviewSchema = z.enum(['confirmed', 'falseReject', 'missedDefect']);

export type Review = z.output<typeof reviewSchema>;

/** A kind of defect, in a person's words. */
export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .refine((text) => !UNPRINTABLE.test(text), 'holds control characters');

/**
 * When things happened to a part in front of a camera. Their differences are of a clock that nobody
 * sets, so they hold even if the station's clock was set meanwhile.
 */
export const stampsSchema = z.object({
  /** Null where no trigger asked for the frame. */
  triggeredAt: timeSchema.nullable(),
  /** The last byte of the frame had come. */
  receivedAt: timeSchema,
  /** Its pixels were handed to the process that inspects. */
  decodedAt: timeSchema,
  judgedAt: timeSchema,
  /** The verdict was handed to what had triggered; null if it was not. */
  toldAt: timeSchema.nullable(),
  /** Whether the decision came after the deadline of its source. */
  late: z.boolean(),
});

/** When things happened to a part in front of a camera. */
export type LineStamps = Readonly<z.output<typeof stampsSchema>>;

/** Part or serial number: printable, as short as a code on a part. */
export const partSchema = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => !UNPRINTABLE.test(text), 'holds characters that cannot be printed');

/** The decision on one image, as the station keeps it and sends it. */
export const inspectionSchema = z.object({
  id: z.int(),
  productId: z.string(),
  modelId: z.string(),
  sha256: z.string(),
  name: z.string(),
  /** The origin of the image: "http", or the name of a source. */
  source: z.string(),
  createdAt: timeSchema,
  ...decisionSchema.shape,
  details: detailsSchema,
  review: reviewSchema.nullable(),
  comment: z.string().nullable(),
  reviewedBy: z.string().nullable(),
  reviewedAt: timeSchema.nullable(),
  /** Part or serial number that came with the trigger. */
  part: z.string().nullable(),
  /** Null unless it came from a camera. */
  stamps: stampsSchema.nullable(),
  tags: z.array(z.string()).describe('Kinds of defects that a person has seen, in order'),
});

/** The decision on one image, as the station keeps it and sends it. */
export type InspectionRecord = Readonly<z.output<typeof inspectionSchema>>;

/** A judgement that is to be kept. */
export type NewInspection = Judgement &
  Pick<InspectionRecord, 'productId' | 'modelId' | 'sha256' | 'name' | 'source'> & {
    /** The source's own name for this file or message, so that it is not decided twice. */
    readonly origin?: string;
    /** Its image, where that has no row yet: both come in one commit. */
    readonly image?: StoredImage;
    readonly part?: string | null;
    readonly stamps?: LineStamps | null;
  };
