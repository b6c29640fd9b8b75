/** Raw pixels of a camera: interleaved, row 0 at the top, rows not padded. */
export interface RawFrame {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 RGB, 4 RGB with an alpha that is not used. */
  readonly channels: 1 | 3 | 4;
  /**
   * height · width · channels values: 0..255, or 0..65535 for a camera of more bits, whose values are
   * brought to 8 bits as a model's depth range says.
   */
  readonly data: Uint8Array | Uint16Array;
}

/** Where an image comes from: the path of a file, the bytes of an encoded file, or raw pixels. */
export type ImageSource = string | Uint8Array | RawFrame;
