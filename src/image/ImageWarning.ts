/** Parts of an image that were ignored when it was decoded. */
export type ImageWarning = 'ALPHA_IGNORED' | 'FIRST_PAGE_ONLY';

/** The message of each warning. */
export const imageWarnings: Readonly<Record<ImageWarning, string>> = {
  ALPHA_IGNORED: 'it has transparency, which is ignored: colors are taken as they are stored',
  FIRST_PAGE_ONLY:
    'it has several pages, of which the first is used; name another one as file.tif#2',
};
