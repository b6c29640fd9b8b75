/** A marked part of an image, in pixels of the image. */
export type MaskShape =
  /** Pixels whose centers lie in [x, x + width) × [y, y + height). */
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  /** Pixels whose centers lie inside, by the even-odd rule. */
  | { readonly kind: 'polygon'; readonly points: readonly (readonly [x: number, y: number])[] }
  /** Lengths of runs, column by column, alternately of unmarked and marked pixels (COCO). */
  | {
      readonly kind: 'runs';
      readonly height: number;
      readonly width: number;
      readonly counts: readonly number[];
    };

/** Where the pixel labels of an image come from; they are read only when they are needed. */
export type MaskSource =
  | {
      readonly kind: 'files';
      /** At least one; a pixel that any of them marks is defective. */
      readonly paths: readonly string[];
      /**
       * Which values mark a defect. `bright`: values from half of full white on, for masks with soft
       * edges; in a mask of class labels, which `defectThreshold` recognizes, all values but 0.
       * `nonzero`: all values but 0, for masks that number their defects.
       */
      readonly defective: 'bright' | 'nonzero';
    }
  | {
      readonly kind: 'shapes';
      readonly shapes: readonly MaskShape[];
      /** Size of the image that they were drawn on; null where the list does not state it. */
      readonly size: { readonly height: number; readonly width: number } | null;
    };

/** A mask from files; null where no path is given. */
export function maskFiles(
  paths: string | readonly string[] | null,
  defective: 'bright' | 'nonzero' = 'bright',
): MaskSource | null {
  if (paths === null || paths.length === 0) return null;
  return { kind: 'files', paths: typeof paths === 'string' ? [paths] : paths, defective };
}

/** The files that a mask is read from; none for shapes or without a mask. */
export function filesOfMask(mask: MaskSource | null): readonly string[] {
  return mask?.kind === 'files' ? mask.paths : [];
}
