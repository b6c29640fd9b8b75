/** A part of an image that is marked, in pixels of the image. */
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
  /** Lengths of runs, column by column, of unmarked and marked pixels in turn (COCO). */
  | {
      readonly kind: 'runs';
      readonly height: number;
      readonly width: number;
      readonly counts: readonly number[];
    };

/** What a data set says about the pixels of an image; they are read when they are needed. */
export type MaskSource =
  | {
      readonly kind: 'files';
      /** At least one; a pixel that any of them marks is defective. */
      readonly paths: readonly string[];
      /**
       * Which values mark a defect: `bright`, from half of full white on, for masks with soft edges
       * (all but 0 in a mask of labels, which {@link defectThreshold} tells from those); `nonzero`, all
       * but 0, for masks that number their defects.
       */
      readonly defective: 'bright' | 'nonzero';
    }
  | {
      readonly kind: 'shapes';
      readonly shapes: readonly MaskShape[];
      /** Size of the image that they were drawn on; null where the list does not say. */
      readonly size: { readonly height: number; readonly width: number } | null;
    };
