import { createHash } from 'node:crypto';
import { escapeHtml } from './escapeHtml.ts';
import { pageStyle } from './pageStyle.ts';

/** What a page is made of. */
export interface Page {
  /** Heading and title, as plain text. */
  readonly title: string;
  /** Name and version of the program, as plain text. */
  readonly generatedBy: string;
  /** When and on what it was measured, as plain text; null where that is not known. */
  readonly measuredOn: string | null;
  /** HTML below the heading. */
  readonly body: string;
  /** The page's script; empty for none. */
  readonly script: string;
}

/**
 * One self-contained HTML page: it opens from a disk without a server, asks for nothing over a network, and its
 * security policy allows its own script and style only, by their hashes.
 */
export function renderPage({ title, generatedBy, measuredOn, body, script }: Page): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(pageStyle)}'`,
    ...(script === '' ? [] : [`script-src '${hash(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const heading = escapeHtml(title);
  const program = escapeHtml(generatedBy);
  const measured = measuredOn === null ? '' : ` · measured ${escapeHtml(measuredOn)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${program}">
<title>${heading}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${heading}</h1><p class="by">${program}${measured}</p></header>
${body}${script === '' ? '' : `\n<script>${script}</script>`}
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
