/** What was left out of an image, without which it could be decoded all the same. */
export type ImageWarning = 'ALPHA_IGNORED' | 'FIRST_PAGE_ONLY';

/** What each warning tells a user. */
export const imageWarnings: Readonly<Record<ImageWarning, string>> = {
  ALPHA_IGNORED: 'it has transparency, which is ignored: colors are taken as they are stored',
  FIRST_PAGE_ONLY: 'it has several pages, of which the first is taken; name others by file.tif#2',
};
