import { inLine } from './printable.ts';

/** Rows of text as aligned columns, the first row a header; numbers are aligned to the right. No cell breaks a line. */
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
