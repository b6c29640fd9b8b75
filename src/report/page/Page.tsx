import { createHash } from 'node:crypto';
import { type ComponentChildren, createElement, renderToString } from '../libraries.ts';
import { inEnglish, type ReportText } from '../texts/phrase.ts';
import { languages } from '../texts/languages.ts';
import { type ScriptPart, scriptOf } from './pageScript.ts';
import { pageStyle } from './pageStyle.ts';
import { said, saidWithin, Say } from './Say.tsx';

/** The parts of a page. */
export interface Page {
  /** Heading and title. */
  readonly title: ReportText;
  /** Name and version of the program. */
  readonly generatedBy: string;
  /** When and on what machine it was measured; null if unknown. */
  readonly measuredOn: string | null;
  /** The content below the heading. */
  readonly body: ComponentChildren;
  /** What its script does, in addition to speaking the reader's language. */
  readonly script?: ScriptPart;
}

/**
 * One self-contained HTML page. It opens from a disk without a server, asks for nothing over a
 * network, and its security policy allows its own script and style only, by their hashes.
 */
export function renderPage({ title, generatedBy, measuredOn, body, script: part }: Page): string {
  const script = scriptOf(part ?? 'none');
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(pageStyle)}'`,
    `script-src '${hash(script)}'`,
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
        <title {...saidWithin(title)}>{inEnglish(title)}</title>
        <style dangerouslySetInnerHTML={{ __html: pageStyle }} />
      </head>
      <body>
        <header>
          <h1>
            <Say text={title} />
          </h1>
          <p class="by">
            {generatedBy}
            {measuredOn !== null && [
              ' · ',
              <Say text={{ say: 'measured', values: { on: measuredOn } }} />,
            ]}
          </p>
          <select class="language" hidden {...said('aria-label', { say: 'language' })}>
            {Object.entries(languages).map(([value, { name, html }]) => (
              <option value={value} lang={html}>
                {name}
              </option>
            ))}
          </select>
        </header>
        {body}
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
