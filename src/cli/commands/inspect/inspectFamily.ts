import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../../../errors/index.ts';
import { Family, type FamilyInspection, modelFileOf, ROUTER_FILE } from '../../../family/index.ts';
import type { RateSupport } from '../../../core/calibration/index.ts';
import type { Verdict } from '../../../decision/index.ts';
import type { ImageWarning } from '../../../image/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeWarnings } from '../../output/imageNotes.ts';
import { formatTable } from '../../output/formatTable.ts';
import { InspectionFiles, type InspectionFilesFlags } from './InspectionFiles.ts';
import { inspectionJson, reasonOf, reportFailure } from './inspectionView.ts';
import { type ExtrapolateFlag, extrapolateOf } from '../../options/extrapolateOption.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { formatRate } from '../../../numberText.ts';

interface FamilyFlags extends InspectionFilesFlags, ExtrapolateFlag, Record<string, unknown> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly falseRejectRate?: number;
}

/**
 * The model file to inspect with: the path itself, or that of a product in a family; null if the
 * product has to be found out.
 *
 * @throws NominalError `CONFIG_INVALID` if a product is named and the path is not a family.
 */
export async function modelOf(path: string, product: string | undefined): Promise<string | null> {
  const isFamily = await stat(join(path, ROUTER_FILE)).then(
    () => true,
    () => false,
  );
  if (isFamily)
    return (product ?? 'auto') === 'auto' ? null : join(path, modelFileOf(product ?? ''));
  if (product === undefined) return path;
  throw new NominalError('CONFIG_INVALID', {
    what: `${path} is not a family of products`,
    expected: 'a folder that "nominal fit --products" wrote',
    received: `--product ${product}`,
    remedy: 'Leave --product out, or name a family',
  });
}

/** `nominal inspect FAMILY --product auto`: exit code 1 if an image is anomalous or of an unknown product. */
export async function inspectFamily(
  folder: string,
  images: readonly string[],
  flags: FamilyFlags,
  context: CommandContext,
): Promise<void> {
  refuseWhatNeedsProduct(flags);
  const { terminal } = context;
  const { falseRejectRate } = flags;
  const family = await Family.open(folder, {
    runtime: runtimeOf(flags),
    ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
    ...extrapolateOf(flags),
  });
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  const rows: string[][] = [];
  const reasons: string[] = [];
  const doubtful = new Map<string, { readonly support: RateSupport; images: number }>();
  const files = new InspectionFiles(images, flags);
  const warned = new Set<ImageWarning>();
  let code = 0;
  try {
    const job = { signal: context.signal, onProgress: view.onProgress };
    for await (const result of family.inspectAll(images, job)) {
      if ('error' in result) {
        code = Math.max(code, result.error.exitCode);
        reportFailure(result, flags, context);
        continue;
      }
      if (verdictOf(result) !== 'nominal') code = Math.max(code, 1);
      if (!result.known && result.support.moreImages > 0) {
        const { product, support } = result;
        doubtful.set(product, { support, images: 1 + (doubtful.get(product)?.images ?? 0) });
      }
      const mapScale = result.known
        ? await files.write(result.inspection, await family.detectorOf(result.product))
        : undefined;
      if (result.known && flags.json !== true)
        for (const warning of result.inspection.warnings) warned.add(warning);
      if (flags.json === true) {
        terminal.out(`${JSON.stringify(jsonOf(result, flags, mapScale))}\n`);
      } else {
        rows.push(rowOf(result));
        if (result.known && flags.explain !== undefined) reasons.push(reasonOf(result.inspection));
      }
    }
    await files.finish();
  } finally {
    view.stop();
    await family.close();
  }
  terminal.err(describeWarnings(warned));
  if (rows.length > 0) {
    terminal.out(formatTable(['image', 'product', 'verdict', 'score', 'threshold'], rows));
    terminal.out(reasons.join(''));
  }
  if (flags.json !== true) {
    for (const [product, { support, images: count }] of doubtful) {
      terminal.out(
        `${count} of the images that are taken for an unknown product ${count === 1 ? 'is' : 'are'} nearest to ${product}, which has too few ` +
          `images (${support.images}) for a rate of ${formatRate(support.falseRejectRate)}: ${support.moreImages} more would do. ` +
          `${count === 1 ? 'It may be a good part' : 'They may be good parts'}.\n`,
      );
    }
  }
  context.exitWith(code);
}

function verdictOf(result: FamilyInspection): Verdict | 'unknown-product' {
  return result.known ? result.inspection.verdict : 'unknown-product';
}

function jsonOf(
  result: FamilyInspection,
  { explain }: FamilyFlags,
  mapScale: number | undefined,
): object {
  if (!result.known) return result.toJSON();
  return { ...result.toJSON(), ...inspectionJson(result.inspection, explain, mapScale) };
}

function rowOf(result: FamilyInspection): string[] {
  if (!result.known)
    return [result.path ?? '', `none (${result.product} is nearest)`, 'unknown-product', '', ''];
  const { path, verdict, imageScore, threshold } = result.inspection;
  return [path ?? '', result.product, verdict, imageScore.toFixed(4), threshold.toFixed(4)];
}

/** Raw scores of different products cannot be compared, and each product has its own training images. */
function refuseWhatNeedsProduct({ threshold, explain }: FamilyFlags): void {
  if (threshold === undefined && typeof explain !== 'string') return;
  throw new NominalError('CONFIG_INVALID', {
    what: `${threshold === undefined ? '--explain with a folder' : '--threshold'} needs to know the product of all images`,
    expected: '--product NAME, or --false-reject-rate and --explain without a folder',
    received: '--product auto',
  });
}
