/** Decisions as the station lists them, with those that came while it was asked; newest first. */
export function withNewer<Decision extends { readonly id: number }>(
  listed: readonly Decision[],
  came: readonly Decision[],
): readonly Decision[] {
  const newest = listed.at(0)?.id ?? -Infinity;
  return [...came.filter(({ id }) => id > newest), ...listed];
}
