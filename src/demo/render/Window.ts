/** A rectangle of whole pixels of an image; rows `top` to `top + height - 1`. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}
