import { parseHTML, plot, type PlotOptions } from '../libraries.ts';

/** What is used of the element that Plot makes; its own types name a browser's, which are not here. */
interface PlotElement {
  readonly outerHTML: string;
  querySelector(selector: string): { remove(): void } | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}
const emptyDocument = () =>
  (parseHTML as (html: string) => { readonly document: unknown })(
    '<!doctype html><html><body></body></html>',
  ).document;
const draw = plot as (options: Omit<PlotOptions, 'document'> & object) => PlotElement;

/**
 * Draws a chart as SVG text, in a document that exists only here. The rules that Plot writes into
 * the picture stand in the page's style, because its security policy allows no other; all text of
 * the data is escaped by the document.
 *
 * @param label what a screen reader says of the chart.
 */
export function plotSvg(label: string, options: PlotOptions): string {
  const svg = draw({
    document: emptyDocument(),
    style: { background: 'transparent' },
    ...options,
  });
  svg.querySelector('style')?.remove();
  svg.removeAttribute('style');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('class', 'plot');
  return svg.outerHTML;
}
