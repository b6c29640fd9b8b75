import type Sharp from 'sharp';

/** The image library, loaded on the first call: its native part takes a tenth of a second, and few commands decode. */
export async function loadSharp(): Promise<typeof Sharp> {
  return (await import('sharp')).default;
}
