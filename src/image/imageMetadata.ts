import sharp, { type Metadata } from 'sharp';
import { unreadableImage } from './unreadableImage.ts';

/** What the header of an image file says. @throws NominalError `IMAGE_UNREADABLE`. */
export async function imageMetadata(bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw unreadableImage(
      name,
      'it is not an image of a format that can be read, or its header is damaged',
      cause,
    );
  }
}
