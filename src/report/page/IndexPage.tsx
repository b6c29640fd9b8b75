import { meanAndDeviationOfAll } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { formatPercent } from '../../numberText.ts';
import { version } from '../../version.ts';
import { createElement } from '../libraries.ts';
import { renderPage } from './Page.tsx';

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
  ['image AUROC', 'imageAuroc'],
  ['pixel AUROC', 'pixelAuroc'],
  ['AUPRO 0.30', 'aupro30'],
  ['best F1 in hindsight', 'f1Max'],
  ['good rejected', 'falseRejectRate'],
  ['defective found', 'detectionRate'],
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
    title: `nominal: ${dataset}, ${entries.length} categories`,
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
          <caption>Categories</caption>
          <thead>
            <tr>
              {['category', 'learned from', 'good', 'defective'].map(columnTitle)}
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
              <th scope="row">mean</th>
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
        In percent. Good rejected and defective found: at each model’s own threshold, which was set
        on training images alone. Intervals, charts and images are on the pages of the categories.
      </p>
      <section>
        <h2>Make it again</h2>
        <pre tabindex={0}>
          <code>{command}</code>
        </pre>
      </section>
    </main>
  );
}

function columnTitle(title: string) {
  return <th scope="col">{title}</th>;
}

function count(images: number): string {
  return images.toLocaleString('en-US');
}

function meanOf(values: readonly (number | null)[]): number | null {
  return meanAndDeviationOfAll(values)?.mean ?? null;
}
