import { type Command, Option } from 'commander';
import {
  type FitConfig,
  type FitOptions,
  fitConfigSchema,
  parseConfig,
  presets,
  resolveFitConfig,
} from '../../config/index.ts';
import { formatValue } from './formatValue.ts';
import { headings } from './headings.ts';
import { optionOf, optionWording } from './optionWording.ts';
import { parseNames, parseNumber, parseSize } from './values.ts';

/** The share that `--screen` drops if it is given without one. */
const SCREENED_SHARE = '0.1';

/** How each configuration key is written on the command line. Help and defaults come from the schema. */
const spellings: { readonly [Key in keyof FitConfig]-?: Spelling } = {
  backbone: { value: '<name|folder>', parse: (text) => text },
  taps: { value: '<names>', parse: parseNames },
  tapScales: { value: '<factors>', parse: (text) => text.split(',').map(parseNumber) },
  resize: { value: '<size|none>', parse: parseSize, orNone: true },
  fit: { value: '<way>', parse: (text) => text },
  crop: { value: '<size|none>', parse: parseSize, orNone: true },
  tile: { value: '<px|none>', parse: parseNumber, orNone: true },
  overlap: { value: '<px>', parse: parseNumber },
  roi: { value: '<file|none>', parse: (text) => text, orNone: true },
  foreground: { value: '', parse: (text) => text },
  align: { value: '', parse: (text) => text },
  normalizeExposure: { value: '', parse: (text) => text },
  scopeShare: { value: '<share>', parse: parseNumber },
  augment: { value: '<ways|none>', parse: parseAugment, orNone: true },
  pooling: { value: '<way>', parse: (text) => text },
  precision: { value: '<type>', parse: (text) => text },
  dimension: { value: '<n>', parse: parseNumber },
  coresetRatio: { value: '<share>', parse: parseNumber },
  bankRows: { value: '<n>', parse: parseNumber },
  maxBankRows: {
    value: '<n|none>',
    parse: parseNumber,
    orNone: true,
  },
  shardImages: { value: '<n>', parse: parseNumber },
  projectionDimension: { value: '<n>', parse: parseNumber },
  neighbors: { value: '<n>', parse: parseNumber },
  positionRadius: { value: '<share|none>', parse: parseNumber, orNone: true },
  topShare: { value: '<share>', parse: parseNumber },
  reweighting: { value: '<way>', parse: (text) => text },
  reweightingNeighbors: { value: '<n>', parse: parseNumber },
  standardization: { value: '<way>', parse: (text) => text },
  sigmaPx: { value: '<px>', parse: parseNumber },
  hysteresis: { value: '<share>', parse: parseNumber },
  minRegionArea: { value: '<px>', parse: parseNumber },
  mergeDistance: { value: '<px>', parse: parseNumber },
  falseRejectRate: { value: '<rate>', parse: parseNumber },
  extrapolate: { value: '', parse: (text) => text },
  screen: { value: '[share]', parse: parseNumber, preset: SCREENED_SHARE },
  screenImages: { value: '<share>', parse: parseNumber },
  seed: { value: '<n>', parse: parseNumber },
};

/** Where the help lists each option. */
const listedUnder: { readonly [Key in keyof FitConfig]-?: keyof typeof headings } = {
  roi: 'first',
  falseRejectRate: 'first',
  resize: 'input',
  fit: 'input',
  crop: 'input',
  tile: 'input',
  overlap: 'input',
  foreground: 'input',
  align: 'input',
  normalizeExposure: 'input',
  scopeShare: 'input',
  augment: 'input',
  backbone: 'features',
  taps: 'features',
  tapScales: 'features',
  pooling: 'features',
  precision: 'features',
  dimension: 'features',
  coresetRatio: 'features',
  bankRows: 'features',
  maxBankRows: 'features',
  shardImages: 'features',
  projectionDimension: 'features',
  neighbors: 'scores',
  positionRadius: 'scores',
  topShare: 'scores',
  reweighting: 'scores',
  reweightingNeighbors: 'scores',
  standardization: 'scores',
  sigmaPx: 'scores',
  hysteresis: 'scores',
  minRegionArea: 'scores',
  mergeDistance: 'scores',
  extrapolate: 'threshold',
  screen: 'threshold',
  screenImages: 'threshold',
  seed: 'threshold',
};

interface Spelling {
  readonly value: string;
  readonly parse: (text: string) => unknown;
  /** Whether the word none is a value. It becomes null later, because a parser must not return null to commander. */
  readonly orNone?: true;
  /** Value of the option if it is given without one. */
  readonly preset?: string;
}

/** Adds an option for every key of the fit configuration. */
export function addFitOptions(command: Command): Command {
  const names = Object.keys(presets);
  command.addOption(
    new Option(
      '--preset <name>',
      "named configuration that the other options refine; balanced: the defaults; fast: small input and bank; accurate: with the paper's network in addition to the default; paper: the paper's network and the published code's crop, pooling and scores",
    )
      .choices(names)
      .helpGroup(headings.first),
  );
  for (const [key, spelling] of Object.entries(spellings)) {
    const field = fitConfigSchema.shape[key as keyof FitConfig];
    const fallback: unknown = field.safeParse(undefined).data;
    const shown = fallback === undefined ? '' : ` (default: ${formatValue(fallback)})`;
    const option = new Option(
      `${optionOf(key)} ${spelling.value}`.trim(),
      `${field.description ?? ''}${shown}${spelling.preset === undefined ? '' : `; ${spelling.preset} if no share is named`}`,
    )
      .argParser(spelling.parse)
      .helpGroup(headings[listedUnder[key as keyof FitConfig]]);
    command.addOption(spelling.preset === undefined ? option : option.preset(spelling.preset));
  }
  command.addOption(
    new Option('--size <size|none>', 'same as --resize')
      .argParser(parseSize)
      .helpGroup(headings.input),
  );
  return command;
}

/** The configuration from the options: the preset, refined by the others. @throws NominalError `CONFIG_INVALID`. */
export function fitConfigOf(options: Readonly<Record<string, unknown>>): FitConfig {
  return resolveFitConfig({ ...presetOf(options), ...fitOptionsOf(options) });
}

/** The options of the named preset; none if no preset is named. */
export function presetOf(options: Readonly<Record<string, unknown>>): FitOptions {
  return Object.entries(presets).find(([name]) => name === options.preset)?.[1] ?? {};
}

/**
 * The options that were given, without those of a preset. Each is checked by itself.
 *
 * @throws NominalError `CONFIG_INVALID`, which names the option as it is written.
 */
export function fitOptionsOf(flags: Readonly<Record<string, unknown>>): FitOptions {
  const named = {
    ...flags,
    resize: flags.resize === undefined ? flags.size : flags.resize,
  };
  const given = Object.entries<unknown>(named).filter(
    ([key, value]) => key in spellings && value !== undefined,
  );
  const options = Object.fromEntries(given.map(([key, value]) => [key, orNull(key, value)]));
  parseConfig(fitConfigSchema, options, 'command line', optionWording());
  return options;
}

function orNull(key: string, value: unknown): unknown {
  const { orNone } = spellings[key as keyof FitConfig];
  return orNone === true && value === 'none' ? null : value;
}

/** Names separated by commas; the word none is kept as it is. */
function parseAugment(text: string): unknown {
  return text === 'none' ? text : parseNames(text);
}
