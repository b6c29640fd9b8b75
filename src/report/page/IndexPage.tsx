import { meanAndDeviationOfAll } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { formatPercent } from '../../numberText.ts';
import { version } from '../../version.ts';
import { createElement } from '../libraries.ts';
import type { TextKey } from '../texts/en.ts';
import { renderPage } from './Page.tsx';
import { Say } from './Say.tsx';

/** A category of the index and the file name of its page, which lies in the same folder. */
export interface IndexEntry {
  readonly evaluation: Evaluation;
  readonly page: string;
}

/** Where the figures of an index page come from. */
export interface IndexOrigin {
  readonly command: string;
  readonly measuredOn: string;
}

/** The figures shown for every category, in percent. */
const columns = [
  ['columnImageAuroc', 'imageAuroc'],
  ['columnPixelAuroc', 'pixelAuroc'],
  ['aupro30', 'aupro30'],
  ['columnF1', 'f1Max'],
  ['columnRejected', 'falseRejectRate'],
  ['columnFound', 'detectionRate'],
] as const;

/**
 * The index of several categories: a row for each, which links to its page, and their mean.
 *
 * @param entries at least one.
 */
export function renderIndexPage(
  entries: readonly IndexEntry[],
  { command, measuredOn }: IndexOrigin,
): string {
  const { dataset } = entries[0].evaluation;
  return renderPage({
    title: { say: 'indexTitle', values: { dataset, n: entries.length } },
    generatedBy: `nominal ${version}`,
    measuredOn,
    body: <IndexBody entries={entries} command={command} />,
  });
}

function IndexBody({ entries, command }: { entries: readonly IndexEntry[]; command: string }) {
  return (
    <main>
      <div class="scroll">
        <table class="categories">
          <caption>
            <Say text={{ say: 'categories' }} />
          </caption>
          <thead>
            <tr>
              {(['category', 'learnedFrom', 'good', 'defective'] as const).map(columnTitle)}
              {columns.map(([title]) => columnTitle(title))}
            </tr>
          </thead>
          <tbody>
            {entries.map(({ evaluation, page }) => (
              <tr>
                <th scope="row">
                  <a href={encodeURIComponent(page)}>{evaluation.category}</a>
                </th>
                <td>{count(evaluation.train)}</td>
                <td>{count(evaluation.testGood)}</td>
                <td>{count(evaluation.testDefective)}</td>
                {columns.map(([, key]) => (
                  <td>{formatPercent(evaluation[key])}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">
                <Say text={{ say: 'mean' }} />
              </th>
              <td></td>
              <td></td>
              <td></td>
              {columns.map(([, key]) => (
                <td>{formatPercent(meanOf(entries.map(({ evaluation }) => evaluation[key])))}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      <p class="note">
        <Say text={{ say: 'indexNote' }} />
      </p>
      <section>
        <h2>
          <Say text={{ say: 'makeAgain' }} />
        </h2>
        <pre tabindex={0}>
          <code>{command}</code>
        </pre>
      </section>
    </main>
  );
}

function columnTitle(say: TextKey) {
  return (
    <th scope="col">
      <Say text={{ say }} />
    </th>
  );
}

function count(images: number): string {
  return images.toLocaleString('en-US');
}

function meanOf(values: readonly (number | null)[]): number | null {
  return meanAndDeviationOfAll(values)?.mean ?? null;
}
