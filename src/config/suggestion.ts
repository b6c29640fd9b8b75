/** ", did you mean …?" if a known name is close enough to be the intended one; otherwise empty. */
export function suggestion(name: string, known: readonly string[]): string {
  let nearest = '';
  let fewestEdits = Number.POSITIVE_INFINITY;
  for (const other of known) {
    const edits = editDistance(name.toLowerCase(), other.toLowerCase());
    if (edits < fewestEdits) [nearest, fewestEdits] = [other, edits];
  }
  return fewestEdits <= Math.max(2, name.length / 3) ? `, did you mean "${nearest}"?` : '';
}

/** Levenshtein distance: the smallest number of insertions, deletions and replacements that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, edits) => edits);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min(row[j] + (letter === other ? 0 : 1), row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[row.length - 1];
}
