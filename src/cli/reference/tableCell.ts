/** Text as one cell of a Markdown table, where a bar would end the cell even inside code. */
export function tableCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
