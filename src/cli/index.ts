/** What packages with commands of their own build them with. */
export type { CommandContext } from './context.ts';
export { keepServing } from './keepServing.ts';
export { addNatsOptions, type NatsFlags, natsOptionsOf } from './options/natsOptions.ts';
export { optionOf, optionWording } from './options/optionWording.ts';
export { parseNames, parseNumber } from './options/values.ts';
export { formatTable } from './output/formatTable.ts';
export { inLine } from './output/printable.ts';
export { formatCount } from '../numberText.ts';
