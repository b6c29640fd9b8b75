/** A file and the page of it that is meant, counted from 1; null where none is named. */
export interface PagedPath {
  readonly file: string;
  readonly page: number | null;
}

/** "scan.tif#2" → page 2 of scan.tif. A file whose own name ends so is looked for by the caller first. */
export function splitPage(path: string): PagedPath {
  const found = /^(.+)#([1-9]\d{0,6})$/.exec(path);
  return found === null ? { file: path, page: null } : { file: found[1], page: Number(found[2]) };
}
