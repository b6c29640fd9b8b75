/** Contents of the shell blocks of a Markdown page, in order. */
export function shellBlocks(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block);
}

/** Command lines of a shell block: continued lines joined, comments and redirections taken off. */
export function commandLines(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, '')
    .split(/\n|&&|;/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*/, '')
        .replace(/^\s*if /, '')
        .replace(/ [<>] .*/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}

/** Inline code in the prose of a page. */
export function inlineCode(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
}
