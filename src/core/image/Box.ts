/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A rectangle in pixels of the original image; its edges may lie between pixels. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of whole pixels. */
export interface PixelWindow {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}
