/** What packages that bring commands of their own build them with. */
export { parseList } from './options/backboneInput.ts';
export type { CommandContext } from './context.ts';
export { durationText } from './output/durationText.ts';
export { parseNumber } from './options/fitOptions.ts';
export { formatTable } from './output/formatTable.ts';
export { keepServing } from './keepServing.ts';
export { addNatsOptions, type NatsFlags, natsOptionsOf } from './options/natsOptions.ts';
export { inLine } from './output/printable.ts';
