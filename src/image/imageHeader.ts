import type { Metadata } from 'sharp';
import type { Size } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import { openRegularFile } from '../files/index.ts';
import { readBmpHeader } from './formats/decodeBmp.ts';
import { isPnm, readPnmHeader } from './formats/decodePnm.ts';
import type { ImageSource } from './ImageSource.ts';
import { locateImageFile, notRead } from './readImageFile.ts';
import { unreadableImage, unsupportedImage } from './imageErrors.ts';
import { unsupportedKind } from './formats/unsupportedKind.ts';
import { loadSharp } from './loadSharp.ts';

/** Facts about the pixels of an image file, from its header. */
export interface ImageHeader extends Size {
  readonly path: string;
  /** EXIF orientation of the stored pixels, 1..8; 1 if the file does not state it. */
  readonly orientation: number;
}

/** Enough of a file to tell its kind and to contain the headers of the formats that are read here. */
const HEAD_BYTES = 4096;

/**
 * Reads the header of an image file, not its pixels.
 *
 * @param path as for {@link decodeFrame}: it may name a page of a file.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` or `IMAGE_UNSUPPORTED`.
 */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  const { file, page } = await locateImageFile(path);
  const head = await readHead(file).catch((cause: unknown) => {
    if (cause instanceof NominalError) throw cause;
    throw notRead(path, cause);
  });
  if (isPnm(head)) return { path, ...sizeOf(readPnmHeader(head, path)), orientation: 1 };
  if (head[0] === 0x42 && head[1] === 0x4d) {
    return { path, ...sizeOf(readBmpHeader(head, path)), orientation: 1 };
  }
  const metadata = await metadataOf(file, page, head, path);
  return { path, ...sizeOf(metadata), orientation: metadata.orientation ?? 1 };
}

/**
 * The size of any image after its orientation is applied, without decoding it.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` or `IMAGE_UNSUPPORTED`.
 */
export async function imageSize(source: ImageSource): Promise<Size> {
  if (typeof source === 'string') return shownSize(await readImageHeader(source));
  if (!(source instanceof Uint8Array)) return sizeOf(source);
  const name = 'the image';
  if (isPnm(source)) return sizeOf(readPnmHeader(source, name));
  if (source[0] === 0x42 && source[1] === 0x4d) return sizeOf(readBmpHeader(source, name));
  const { height, width, orientation = 1 } = await imageMetadata(source, name);
  return shownSize({ height, width, orientation });
}

/** The size of an image after its orientation is applied. */
export function shownSize({ height, width, orientation }: Omit<ImageHeader, 'path'>): Size {
  return orientation >= 5 ? { height: width, width: height } : { height, width };
}

function sizeOf({ height, width }: Size): Size {
  return { height, width };
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await openRegularFile(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function metadataOf(
  file: string,
  page: number | null,
  head: Uint8Array,
  name: string,
): Promise<Metadata> {
  try {
    const which = page === null ? {} : { page: page - 1 };
    const sharp = await loadSharp();
    return await sharp(file, { limitInputPixels: false, ...which }).metadata();
  } catch (cause) {
    throw headerFault(head, name, cause);
  }
}

/** Metadata from the header of an image file. @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_UNSUPPORTED`. */
export async function imageMetadata(bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    const sharp = await loadSharp();
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw headerFault(bytes, name, cause);
  }
}

function headerFault(head: Uint8Array, name: string, cause: unknown): NominalError {
  if (head.length === 0) return unreadableImage(name, 'it is empty', cause);
  const kind = unsupportedKind(head);
  if (kind !== null) return unsupportedImage(name, kind, cause);
  return unreadableImage(
    name,
    'it is not an image of a supported format, or its header is damaged',
    cause,
  );
}
