/** Endings of JPEG files, lower case. */
export const jpegEndings: readonly string[] = ['.jpg', '.jpeg', '.jpe', '.jfif'];

/** Endings, lower case, of the files that folders, data sets and pages of upload are searched for. */
export const imageEndings: readonly string[] = [
  '.png',
  ...jpegEndings,
  '.webp',
  '.tif',
  '.tiff',
  '.bmp',
  '.dib',
  '.pbm',
  '.pgm',
  '.ppm',
  '.pnm',
  '.gif',
  '.avif',
];

/** Endings of images that cannot be read: phones, raw files of cameras, and formats of other fields. */
const unreadEndings: readonly string[] = [
  ...['.heic', '.heif', '.hif', '.jp2', '.j2k', '.jpf', '.jpx', '.j2c', '.jxl', '.jxr', '.wdp'],
  ...['.raw', '.dng', '.cr2', '.cr3', '.nef', '.arw', '.orf', '.rw2', '.raf', '.pef', '.srw'],
  ...['.psd', '.exr', '.hdr', '.tga', '.pam', '.pfm', '.dcm', '.fits', '.pcx', '.sgi'],
];

/** Whether a file is taken for an image by its name. */
export function isImageName(name: string): boolean {
  return imageEndings.includes(endingOf(name));
}

/** Whether a file is an image by its name, of a kind that is not read. */
export function isUnreadImageName(name: string): boolean {
  return unreadEndings.includes(endingOf(name));
}

/**
 * Of files in one folder, those that are images by their name but of a kind that is not read. The raw
 * file that a camera puts beside its JPEG, of the same name, is not among them: its image is there.
 */
export function unreadImages(names: readonly string[]): string[] {
  const stems = new Set(names.filter(isImageName).map(stemOf));
  return names.filter((name) => isUnreadImageName(name) && !stems.has(stemOf(name)));
}

/** The last point of the name and what follows, lower case; empty without one. */
function endingOf(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

function stemOf(name: string): string {
  return name.slice(0, name.length - endingOf(name).length).toLowerCase();
}
