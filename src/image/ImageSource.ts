/** Raw pixels of a camera: interleaved, 8 bit, row 0 at the top. */
export interface RawFrame {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 RGB, 4 RGB with an alpha that is not used. */
  readonly channels: 1 | 3 | 4;
  /** height · width · channels values. */
  readonly data: Uint8Array;
}

/** Where an image comes from: the path of a file, the bytes of an encoded file, or raw pixels. */
export type ImageSource = string | Uint8Array | RawFrame;
