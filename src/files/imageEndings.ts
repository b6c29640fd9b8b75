/** Endings, lower case, of the files that folders and data sets are searched for. */
export const imageEndings: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.tif',
  '.tiff',
  '.bmp',
  '.pgm',
  '.ppm',
  '.gif',
  '.avif',
];
