/** What packages that bring commands of their own build them with. */
export { parseList } from './backboneInput.ts';
export type { CommandContext } from './context.ts';
export { durationText } from './durationText.ts';
export { parseNumber } from './fitOptions.ts';
export { formatTable } from './formatTable.ts';
export { keepServing } from './keepServing.ts';
export { addNatsOptions, type NatsFlags, natsOptionsOf } from './natsOptions.ts';
export { inLine } from './printable.ts';
