/** A named part of the image that is inspected, with what its verdict rests on. */
export interface Zone {
  readonly name: string;
  /** Share of good parts that this zone may reject; null for its share of the model's rate. */
  readonly falseRejectRate: number | null;
  /** Raw threshold of its score in place of the one that the rate leads to; null for that. */
  readonly threshold: number | null;
  /** Its pixels: lengths of runs in row-major order, of pixels outside and inside in turn, outside first. */
  readonly runs: readonly number[];
}

/** The region of interest: what of an image is inspected, in pixels of the image. */
export interface Roi {
  /** Size of the images that it is drawn on. */
  readonly height: number;
  readonly width: number;
  /** At least one. */
  readonly zones: readonly Zone[];
}

/** Whether zones are judged one by one: where there are several, or one has a threshold of its own. */
export function hasOwnVerdicts({ zones }: Roi): boolean {
  return (
    zones.length > 1 ||
    zones.some(({ falseRejectRate, threshold }) => falseRejectRate !== null || threshold !== null)
  );
}
