/** What a reader does where a defective image has no mask. */
export interface MaskOptions {
  /** true: such an image gets a null mask path; false, the default: it is an error. */
  readonly allowMissingMasks?: boolean;
}
