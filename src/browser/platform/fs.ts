/** There are no files in a browser. */
export function existsSync(): boolean {
  return false;
}
