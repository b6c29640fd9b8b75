/** File endings of JPEG images, in lower case. */
export const jpegEndings: readonly string[] = ['.jpg', '.jpeg', '.jpe', '.jfif'];

/** File endings, in lower case, of the images that are looked for in folders, data sets and uploads. */
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

/** File endings of images that cannot be read: phone formats, raw files of cameras, and formats of other fields. */
const unreadEndings: readonly string[] = [
  ...['.heic', '.heif', '.hif', '.jp2', '.j2k', '.jpf', '.jpx', '.j2c', '.jxl', '.jxr', '.wdp'],
  ...['.raw', '.dng', '.cr2', '.cr3', '.nef', '.arw', '.orf', '.rw2', '.raf', '.pef', '.srw'],
  ...['.psd', '.exr', '.hdr', '.tga', '.pam', '.pfm', '.dcm', '.fits', '.pcx', '.sgi'],
];

/** Whether a file's name is that of an image that can be read. */
export function isImageName(name: string): boolean {
  return imageEndings.includes(endingOf(name));
}

/** Whether a file's name is that of an image of a kind that cannot be read. */
export function isUnreadImageName(name: string): boolean {
  return unreadEndings.includes(endingOf(name));
}

/**
 * The files of one folder that are images by their names, but of a kind that cannot be read. A raw file
 * that a camera writes next to a JPEG of the same name does not count: its image is there.
 */
export function unreadImages(names: readonly string[]): string[] {
  const stems = new Set(names.filter(isImageName).map(stemOf));
  return names.filter((name) => isUnreadImageName(name) && !stems.has(stemOf(name)));
}

/** The last dot of the name and everything after it, in lower case; empty if there is none. */
function endingOf(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

function stemOf(name: string): string {
  return name.slice(0, name.length - endingOf(name).length).toLowerCase();
}
