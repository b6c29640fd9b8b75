/** A browser has no files. */
export function existsSync(): boolean {
  return false;
}
