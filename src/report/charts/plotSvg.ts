import { parseHTML, plot, type PlotOptions } from '../libraries.ts';

/** The members used of the element that Plot makes; its own types refer to a browser's. */
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
 * Draws a chart as SVG text, in a document that exists only here and that escapes all text. The style
 * rules that Plot writes into the picture are part of the page's style, because the page's security
 * policy allows no other.
 *
 * @param label the chart's description for screen readers.
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
