import { z } from 'zod';
import type { InspectionRecord } from '../../store/index.ts';
import type { SourceGate } from '../SourceGate.ts';
import type { PartTimes } from '../partTimes.ts';
import type { SourceState } from '../SourceState.ts';

/** What asks for a part to be inspected. */
export interface TriggerRequest {
  /** Part or serial number; null if none came with the trigger. */
  readonly part: string | null;
}

/** What a source sees. */
export interface TestPicture {
  /** Of its file, or of the source. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Something that images come from until it is closed. */
export interface Source {
  readonly close: () => Promise<void>;
  /** Undoes, before it is closed, what would outlast it at a broker. @param next null if it is removed. */
  readonly forget?: (next: unknown) => void;
  /** How its images are doing. */
  readonly state: () => SourceState;
  /**
   * What it sees now, which takes nothing away from what it inspects: the newest file, or what comes
   * next.
   *
   * @throws NominalError `SOURCE_SILENT` if nothing comes, or of a picture that cannot be read.
   */
  readonly picture: (signal: AbortSignal) => Promise<TestPicture>;
  /** How long the latest parts took, the oldest first; only a camera has them. */
  readonly times?: () => readonly PartTimes[];
  /**
   * Has the part in front of a camera inspected; only a camera that waits for HTTP has it.
   *
   * @throws NominalError `TRIGGER_WHILE_BUSY`, `CAMERA_DOWN`, `TRIGGER_WITHOUT_FRAME`, `DEADLINE_MISSED`, or that of
   *   the inspection.
   */
  readonly trigger?: (request: TriggerRequest) => Promise<InspectionRecord>;
}

/** A kind of source: what its configuration holds, and how it is opened. */
export interface SourceKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** @throws NominalError if it cannot be used, or needs what is not there. */
  readonly open: (config: z.output<Schema>, gate: SourceGate) => Promise<Source>;
}

/** Keys that every source has. */
export const sourceKeys = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('Name in the history: letters, digits, "-" and "_"'),
  product: z.string().min(1).describe('Name of the product that the images show'),
};
