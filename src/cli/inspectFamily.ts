import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { Family, type FamilyInspection, modelFileOf, ROUTER_FILE } from '../family/index.ts';
import { imageJson } from './imageJson.ts';
import type { CommandContext } from './context.ts';
import { formatTable } from './formatTable.ts';
import type { OutputFolders } from './inspectOutputs.ts';
import { reportFailure } from './reportFailure.ts';
import { runtimeOf } from './runtimeOptions.ts';

interface FamilyFlags extends OutputFolders, Record<string, unknown> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly falseRejectRate?: number;
}

/**
 * The model file to inspect with: the path itself, or that of a product in a family; null where the
 * product is to be found out.
 *
 * @throws NominalError `CONFIG_INVALID` for a product of no family.
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
    what: `${path} is no family of products`,
    expected: 'the folder that "nominal fit --products" wrote',
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
  refuseOutputs(flags);
  const { terminal } = context;
  const { falseRejectRate } = flags;
  const family = await Family.open(folder, {
    runtime: runtimeOf(flags),
    ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
  });
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  const rows: string[][] = [];
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
      if (flags.json === true) terminal.out(`${JSON.stringify(jsonOf(result))}\n`);
      else rows.push(rowOf(result));
    }
  } finally {
    view.stop();
    await family.close();
  }
  if (rows.length > 0) {
    terminal.out(formatTable(['image', 'product', 'verdict', 'score', 'threshold'], rows));
  }
  context.exitWith(code);
}

function verdictOf(result: FamilyInspection): 'nominal' | 'anomalous' | 'unknown-product' {
  return result.known ? result.inspection.verdict : 'unknown-product';
}

function jsonOf(result: FamilyInspection): object {
  const { product, distance, pValue } = result;
  const routing = { nearest: product, distance, pValue };
  return result.known
    ? { product, routing, ...imageJson(result.inspection) }
    : { product: null, routing, path: result.path, verdict: 'unknown-product' };
}

function rowOf(result: FamilyInspection): string[] {
  if (!result.known)
    return [result.path ?? '', `none (${result.product} is nearest)`, 'unknown-product', '', ''];
  const { path, verdict, imageScore, threshold } = result.inspection;
  return [path ?? '', result.product, verdict, imageScore.toFixed(4), threshold.toFixed(4)];
}

function refuseOutputs({ overlays, maps, coco, labelme, explain, threshold }: FamilyFlags): void {
  const given = Object.entries({ overlays, maps, coco, labelme, explain, threshold });
  const [first] = given.filter(([, value]) => value !== undefined);
  if (first === undefined) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `--${first[0]} needs to know the product of all images`,
    expected: '--product NAME',
    received: '--product auto',
    remedy: 'Inspect the images of each product by themselves',
  });
}
