/** A named part of the image that is inspected, and the settings of its verdict. */
export interface Zone {
  readonly name: string;
  /** Share of good parts that this zone may reject; null if it gets its share of the model's rate. */
  readonly falseRejectRate: number | null;
  /** Raw threshold of its score; null for the threshold that follows from the rate. */
  readonly threshold: number | null;
  /** Its pixels as lengths of runs in row-major order, alternately outside and inside, outside first. */
  readonly runs: readonly number[];
}

/** The region of interest: the part of an image that is inspected, in pixels of the image. */
export interface Roi {
  /** Height of the images that it is drawn on. */
  readonly height: number;
  readonly width: number;
  /** At least one zone. */
  readonly zones: readonly Zone[];
}

/** Whether zones are judged separately: if there are several, or one has a rate or threshold of its own. */
export function hasOwnVerdicts({ zones }: Roi): boolean {
  return (
    zones.length > 1 ||
    zones.some(({ falseRejectRate, threshold }) => falseRejectRate !== null || threshold !== null)
  );
}
