/** Names of images as they were given; one without is numbered. */
export function relativeNames(paths: readonly (string | null)[]): string[] {
  return paths.map((path, i) => path ?? `image ${i}`);
}
