import { z } from 'zod';

const perChannel = z.tuple([z.number(), z.number(), z.number()]);

const tapSchema = z.object({
  /** Name of the tensor in the ONNX graph. */
  name: z.string().min(1),
  channels: z.int().positive(),
  /** Input pixels per cell. */
  stride: z.int().positive(),
});

/** The schema of the `manifest.json` next to a backbone's `model.onnx`. */
export const backboneManifestSchema = z.object({
  name: z.string().min(1),
  description: z.string(),
  input: z.object({
    /** Name of the graph's input tensor: float32, batch × 3 × height × width. */
    name: z.string().min(1),
    layout: z.literal('NCHW'),
    color: z.enum(['RGB', 'BGR']),
    /** Pixel values 0..255 are first scaled to this range … */
    range: z.tuple([z.number(), z.number()]),
    /** … then this is subtracted … */
    mean: perChannel,
    /** … and the difference divided by this. */
    std: perChannel.refine((std) => std.every((value) => value > 0), 'must be positive'),
    /** Side in pixels that the network was trained for. */
    size: z.int().positive(),
    /** Both sides of an input must be multiples of this: the patch of a vision transformer. */
    multipleOf: z.int().positive().optional(),
  }),
  /** Shallowest first. */
  taps: z.array(tapSchema).min(1),
  /** Taps used by default; all of `taps` if absent. */
  defaultTaps: z.array(z.string()).min(1).optional(),
  license: z.string(),
  source: z.string(),
  /** SHA-256 of `model.onnx`, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
  /** How the file was built, if one of the project's importers made it. */
  build: z
    .object({
      importerVersion: z.int(),
      /** SHA-256 of the file or files of weights. */
      sourceSha256: z.string(),
      /** Architecture that the weights were read as. */
      architecture: z.string().optional(),
    })
    .optional(),
});

/** What a backbone is, how to feed it and where to tap it. */
export type BackboneManifest = z.infer<typeof backboneManifestSchema>;
/** One tensor of a backbone whose activations become patch features. */
export type BackboneTap = BackboneManifest['taps'][number];
