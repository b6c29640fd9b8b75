/** The scale of the heat maps of a page, in the unit of anomaly maps: one for all its images. */
export interface HeatScale {
  /** What is typical of good images: the coolest color, and everything below. */
  readonly zeroAt: number;
  /** The model's own pixel threshold: above it lie the regions that are outlined. */
  readonly thresholdAt: number;
  /** The hottest color, and everything above. */
  readonly fullAt: number;
}
