/**
 * The libraries that draw report pages. Nothing else needs them, so `npm run build` bundles this
 * file: the package carries the parts that are used, and nobody has to install the libraries.
 */
export {
  areaY,
  axisY,
  barX,
  dot,
  line,
  link,
  plot,
  type PlotOptions,
  rectY,
  ruleX,
  ruleY,
  text,
} from '@observablehq/plot';
export { parseHTML } from 'linkedom';
export { type ComponentChildren, createElement, type JSX } from 'preact';
export { renderToString } from 'preact-render-to-string';
