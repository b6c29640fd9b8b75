import { chosenTaps, membersOf, resolveBackbone } from '../../../backbone/index.ts';
import {
  type FitConfig,
  type FitOptions,
  fitConfigSchema,
  resolveFitConfig,
} from '../../../config/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { TuningAxes } from '../../../tune/index.ts';
import { fitOptionsOf, presetOf } from '../../options/fitOptions.ts';
import { usualLists } from './tune.ts';
import { parseList, parseShares, parseSize } from '../../options/values.ts';

/** The flags that name what to try, in addition to those of a fit. */
export interface AxesFlags extends Readonly<Record<string, unknown>> {
  readonly sizes?: string;
  readonly ratios?: string;
}

/**
 * The values that a search tries for each setting. A value given by the setting's own option
 * (`--coreset-ratio`) is kept; if a list is given as well (`--ratios`), the value is tried before the
 * list. A list alone is tried as it is. Otherwise the preset's value and then the usual ones are tried,
 * except those that conflict with the other options, such as sizes smaller than the crop.
 *
 * @throws NominalError `CONFIG_INVALID` for a wrong list, or the error of a backbone that is not available.
 */
export async function tuningAxes(flags: AxesFlags): Promise<TuningAxes> {
  const given = fitOptionsOf(flags);
  const preset = presetOf(flags);
  const options = { ...preset, ...given };
  const { sizes, ratios } = flags;
  const resize = valuesOf({
    given: given.resize,
    list: sizes === undefined ? undefined : sizesOf(sizes),
    usual: [...named(preset.resize), ...sizesOf(usualLists.sizes)],
    isAllowed: (value) => isAllowed({ ...options, resize: value }),
  });
  const settled = { ...options, resize: resize[0] };
  const reweighting = valuesOf<FitConfig['reweighting']>({
    given: given.reweighting,
    usual: [...named(preset.reweighting), 'none', 'density'],
    isAllowed: (value) => isAllowed({ ...settled, reweighting: value }),
  });
  const taps = given.taps === undefined ? await usualTaps(options) : [given.taps];
  return { taps, resize, coresetRatio: ratiosOf(ratios, given, preset), reweighting };
}

interface Wishes<Value> {
  readonly given: Value | undefined;
  readonly list?: readonly Value[] | undefined;
  readonly usual: readonly Value[];
  readonly isAllowed: (value: Value) => boolean;
}

function valuesOf<Value>({ given, list, usual, isAllowed }: Wishes<Value>): readonly Value[] {
  // Values that the user names are tried, or refused with the reason. Usual values that do not fit are left out.
  if (given !== undefined || list !== undefined) return [...named(given), ...(list ?? [])];
  const allowed = usual.filter(isAllowed);
  return allowed.length > 0 ? allowed : usual;
}

function named<Value>(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}

function isAllowed(options: FitOptions): boolean {
  try {
    resolveFitConfig(options);
    return true;
  } catch {
    return false;
  }
}

function ratiosOf(ratios: string | undefined, given: FitOptions, preset: FitOptions) {
  const { bankRows, coresetRatio } = { ...preset, ...given };
  if (bankRows === undefined) {
    return valuesOf({
      given: given.coresetRatio,
      list: ratios === undefined ? undefined : parseShares('--ratios', ratios),
      usual: [...named(preset.coresetRatio), ...parseShares('--ratios', usualLists.ratios)],
      isAllowed: () => true,
    });
  }
  if (ratios === undefined)
    return [coresetRatio ?? fitConfigSchema.shape.coresetRatio.parse(undefined)];
  throw new NominalError('CONFIG_INVALID', {
    what: 'the rows of the memory bank are given, so that no ratio has an effect',
    expected: '--bank-rows or --ratios',
    received: 'both',
    remedy: 'Leave one of them out',
  });
}

/** The network's own taps, and every other pair of successive taps. */
async function usualTaps({ backbone, tapScales }: FitOptions): Promise<TuningAxes['taps']> {
  const name = backbone ?? fitConfigSchema.shape.backbone.parse(undefined);
  // Scales belong to the taps that they were given for; several networks have too many pairs.
  if (tapScales !== undefined || membersOf(name).length > 1) return [undefined];
  const { manifest } = await resolveBackbone(name);
  const usual = chosenTaps(manifest, undefined).join();
  const names = manifest.taps.map((tap) => tap.name);
  const pairs = names.slice(1).map((second, i) => [names[i], second]);
  return [undefined, ...pairs.filter((pair) => pair.join() !== usual)];
}

function sizesOf(text: string): FitConfig['resize'][] {
  return parseList('--sizes', text, 'sizes as 128 or 256x256, as --size takes them', (item) => {
    const size = fitConfigSchema.shape.resize.safeParse(parseSize(item));
    return size.success ? size.data : undefined;
  });
}
