interface Numbered {
  readonly id: number;
}

/** Decisions as the station lists them, with those that came while it was asked; newest first. */
export function withNewer<Decision extends Numbered>(
  listed: readonly Decision[],
  came: readonly Decision[],
): readonly Decision[] {
  const newest = listed.at(0)?.id ?? -Infinity;
  return [...came.filter(({ id }) => id > newest), ...listed];
}

/** Decisions that have just come before those that are known, each once: the station may have listed them, too. */
export function withNow<Decision extends Numbered>(
  now: readonly Decision[],
  known: readonly Decision[],
): readonly Decision[] {
  const ids = new Set(now.map(({ id }) => id));
  return [...now, ...known.filter(({ id }) => !ids.has(id))];
}
