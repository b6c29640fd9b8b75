import { inLine } from './printable.ts';

/** A header and rows of text in aligned columns. Columns of numbers are aligned to the right. No cell can break a line. */
export function formatTable(
  header: readonly string[],
  texts: readonly (readonly string[])[],
): string {
  const rows = texts.map((row) => row.map(inLine));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const numeric = header.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => /^[-+]?[\d.]*( ?%)?$|^-$/.test(row[column])),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(header), rule, ...rows.map(line)].join('\n')}\n`;
}
