import type { PlainError } from 'nominal-vision/internal/errors';

/** What is to be done with an image file. */
export type PictureTask =
  /** A JPEG of it, not larger than asked for. */
  | { readonly kind: 'render'; readonly path: string; readonly maxSidePx: number }
  /** Whether all of it can be decoded. */
  | { readonly kind: 'check'; readonly path: string };

export type PictureInput = PictureTask & { readonly id: number };

/** A message from the process to the station. */
export type PictureOutput =
  | { readonly type: 'done'; readonly id: number; readonly picture: Uint8Array | null }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };
