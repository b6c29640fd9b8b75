import { createHash } from 'node:crypto';
import { type ComponentChildren, createElement, renderToString } from '../libraries.ts';
import { pageStyle } from './pageStyle.ts';

/** The parts of a page. */
export interface Page {
  /** Heading and title. */
  readonly title: string;
  /** Name and version of the program. */
  readonly generatedBy: string;
  /** When and on what machine it was measured; null if unknown. */
  readonly measuredOn: string | null;
  /** The content below the heading. */
  readonly body: ComponentChildren;
  /** The page's script, if it has one. */
  readonly script?: string;
}

/**
 * One self-contained HTML page. It opens from a disk without a server, asks for nothing over a
 * network, and its security policy allows its own script and style only, by their hashes.
 */
export function renderPage({ title, generatedBy, measuredOn, body, script }: Page): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(pageStyle)}'`,
    ...(script === undefined ? [] : [`script-src '${hash(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content={generatedBy} />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: pageStyle }} />
      </head>
      <body>
        <header>
          <h1>{title}</h1>
          <p class="by">
            {generatedBy}
            {measuredOn !== null && ` · measured ${measuredOn}`}
          </p>
        </header>
        {body}
        {script !== undefined && <script dangerouslySetInnerHTML={{ __html: script }} />}
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
