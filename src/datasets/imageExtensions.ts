/** Endings, lower case, of the files that data sets are taken to hold; all others are ignored. */
export const imageExtensions: readonly string[] = [
  '.jpeg',
  '.jpg',
  '.png',
  '.tif',
  '.tiff',
  '.webp',
];
