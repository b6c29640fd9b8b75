/** Inspects images and hands each inspection to `take`. */
export async function inspectAll(detector, sources, take) {
  const taken = [];
  for await (const inspection of detector.inspectAll(sources)) {
    if ('error' in inspection) throw inspection.error;
    taken.push(take(inspection));
  }
  return taken;
}
