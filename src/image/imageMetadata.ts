import sharp, { type Metadata } from 'sharp';
import { unreadableImage } from './unreadableImage.ts';
import { unsupportedImage } from './unsupportedImage.ts';
import { unsupportedKind } from './formats/unsupportedKind.ts';

/** What the header of an image file says. @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_UNSUPPORTED`. */
export async function imageMetadata(bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    const kind = unsupportedKind(bytes);
    if (kind !== null) throw unsupportedImage(name, kind, cause);
    throw unreadableImage(
      name,
      'it is not an image of a format that can be read, or its header is damaged',
      cause,
    );
  }
}
