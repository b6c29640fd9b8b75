import { parseHTML, plot, type PlotOptions } from '../libraries.ts';
import { inEnglish, type Phrase } from '../texts/phrase.ts';

/** The members used of the element that Plot makes; its own types refer to a browser's. */
interface PlotElement {
  readonly outerHTML: string;
  querySelector(selector: string): { remove(): void } | null;
  querySelectorAll(selector: string): Iterable<PlotElement>;
  textContent: string;
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}
const emptyDocument = () =>
  (parseHTML as (html: string) => { readonly document: unknown })(
    '<!doctype html><html><body></body></html>',
  ).document;
const draw = plot as (options: Omit<PlotOptions, 'document'> & object) => PlotElement;

/**
 * Draws a chart as SVG text, in a document that exists only here and that escapes all text. The style
 * rules that Plot writes into the picture are part of the page's style, because the page's security
 * policy allows no other.
 *
 * @param label the chart's description for screen readers.
 * @param words what its axes and lines are called, which the page says in the language of its reader. No
 *   text of the data may stand in a chart that has them.
 */
export function plotSvg(
  label: Phrase,
  options: PlotOptions,
  words: readonly Phrase[] = [],
): string {
  const svg = draw({
    document: emptyDocument(),
    style: { background: 'transparent' },
    ...options,
  });
  svg.querySelector('style')?.remove();
  svg.removeAttribute('style');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', inEnglish(label));
  svg.setAttribute('data-say-aria-label', JSON.stringify(label));
  for (const text of svg.querySelectorAll('text')) mark(text, words);
  // A group without a role may have no label, and these say no more than what kind of marks it holds.
  for (const group of svg.querySelectorAll('g[aria-label]')) {
    group.setAttribute('data-marks', group.getAttribute('aria-label') ?? '');
    group.removeAttribute('aria-label');
  }
  svg.setAttribute('class', 'plot');
  return svg.outerHTML;
}

/** Plot adds an arrow to the name of an axis: the name alone is marked. */
function mark(text: PlotElement, words: readonly Phrase[]): void {
  for (const word of words) {
    const english = inEnglish(word);
    const written = text.textContent;
    if (written.replace(/^[↑←] | →$/g, '') !== english) continue;
    const [before, after] = written.split(english);
    text.innerHTML = `${before}<tspan></tspan>${after}`;
    for (const span of text.querySelectorAll('tspan')) {
      span.textContent = english;
      span.setAttribute('data-say', JSON.stringify(word));
    }
  }
}
