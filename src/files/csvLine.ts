/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would interpret as a formula gets a leading
 * apostrophe, because names and comments come from outside. Numbers are written unchanged.
 */
export function csvLine(values: readonly (string | number | null)[], lineEnd = '\r\n'): string {
  return `${values.map(cell).join(',')}${lineEnd}`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
