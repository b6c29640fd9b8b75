import { basename, extname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  Detector,
  type Inspection,
  type InspectionFailure,
  overlayOf,
} from '../../detector/index.ts';
import { NominalError } from '../../errors/index.ts';
import { collectImages, writeFileAtomic } from '../../files/index.ts';
import { encodeMapPng, encodeNpy, encodePng } from '../../image/index.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../formatTable.ts';
import { addRuntimeOptions, runtimeOf } from '../runtimeOptions.ts';

interface InspectFlags extends Record<string, unknown> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly overlays?: string;
  readonly maps?: string;
  readonly mapFormat: 'png' | 'npy';
  readonly falseRejectRate?: number;
}

/** `nominal inspect`: a verdict for every image; exit code 1 if one is anomalous. */
export function addInspectCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('inspect')
    .description(
      'Inspect images: exit code 0 if all are nominal, 1 if one is anomalous, 2 or more on an error',
    )
    .argument('<model>', 'model file written by "nominal fit"')
    .argument('<images...>', 'folders, files or glob patterns of images')
    .option('--json', 'print one JSON object per image')
    .option('--quiet', 'print no progress')
    .option('--overlays <folder>', 'write each image with its heat map and regions as PNG')
    .option('--maps <folder>', 'write each raw anomaly map')
    .addOption(
      new Option(
        '--map-format <format>',
        'npy: float32 values; png: 16-bit grey, scaled by the map scale in the JSON',
      )
        .choices(['npy', 'png'])
        .default('npy'),
    )
    .option(
      '--false-reject-rate <rate>',
      "share of good parts that may be rejected, in place of the model's",
      Number,
    );
  addRuntimeOptions(command).action(
    async (model: string, patterns: string[], flags: InspectFlags) => {
      const images = await collectImages(patterns);
      refuseOverwriting([model, ...images], images, flags);
      const detector = await Detector.load(model, { runtime: runtimeOf(flags), ...rateOf(flags) });
      try {
        await inspectAll(detector, images, flags, context);
      } finally {
        await detector.close();
      }
    },
  );
}

function rateOf({ falseRejectRate }: InspectFlags): { falseRejectRate?: number } {
  return falseRejectRate === undefined ? {} : { falseRejectRate };
}

async function inspectAll(
  detector: Detector,
  images: readonly string[],
  flags: InspectFlags,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  const rows: string[][] = [];
  const nameOf = uniqueNames(images);
  let code = 0;
  try {
    const job = { signal: context.signal, onProgress: view.onProgress };
    for await (const result of detector.inspectAll(images, job)) {
      if ('error' in result) {
        code = Math.max(code, result.error.exitCode);
        reportFailure(result, flags, context);
        continue;
      }
      if (result.verdict === 'anomalous') code = Math.max(code, 1);
      const { overlay, map } = outputsOf(nameOf(result.path ?? 'image'), flags);
      if (overlay !== undefined) {
        await writeFileAtomic(overlay, await encodePng(overlayOf(result, detector)));
      }
      const mapScale = map === undefined ? undefined : await writeMap(result, map, flags.mapFormat);
      if (flags.json) terminal.out(`${JSON.stringify(jsonOf(result, mapScale))}\n`);
      else rows.push(rowOf(result));
    }
  } finally {
    view.stop();
  }
  if (!flags.json && rows.length > 0) {
    terminal.out(
      formatTable(['image', 'verdict', 'score', 'threshold', 'p-value', 'regions', 'ms'], rows),
    );
    const anomalous = rows.filter((row) => row[1] === 'anomalous').length;
    terminal.out(
      `${rows.length} inspected, ${rows.length - anomalous} nominal, ${anomalous} anomalous\n`,
    );
  }
  context.exitWith(code);
}

async function writeMap(
  result: Inspection,
  path: string,
  format: 'png' | 'npy',
): Promise<number | undefined> {
  const map = result.anomalyMap();
  if (format === 'npy') {
    await writeFileAtomic(path, encodeNpy(map));
    return undefined;
  }
  const { png, scale } = await encodeMapPng(map);
  await writeFileAtomic(path, png);
  return scale;
}

/** The files that are written for one image. */
function outputsOf(
  name: string,
  { overlays, maps, mapFormat }: InspectFlags,
): { readonly overlay?: string; readonly map?: string } {
  return {
    ...(overlays === undefined ? {} : { overlay: join(overlays, `${name}.png`) }),
    ...(maps === undefined ? {} : { map: join(maps, `${name}.${mapFormat}`) }),
  };
}

/** An output that replaced an image, or another output, would destroy it without a word. */
function refuseOverwriting(
  inputs: readonly string[],
  images: readonly string[],
  flags: InspectFlags,
): void {
  const taken = new Set(inputs.map((path) => resolve(path)));
  const nameOf = uniqueNames(images);
  for (const path of images.flatMap((image) => Object.values(outputsOf(nameOf(image), flags)))) {
    if (taken.has(resolve(path))) {
      throw new NominalError('CONFIG_INVALID', {
        what: `${path} would be overwritten`,
        expected: 'folders for --overlays and --maps that hold no image to inspect and differ',
        remedy: 'Name other folders',
        details: { path },
      });
    }
    taken.add(resolve(path));
  }
}

/** The form of DESIGN: one flat object per image. */
function jsonOf(
  result: Inspection,
  mapScale: number | undefined,
): Readonly<Record<string, unknown>> {
  const { path, imageScore, pValue, threshold, thresholdExtrapolated, verdict, regions, timing } =
    result;
  const scale = mapScale === undefined ? {} : { mapScale };
  return {
    path,
    imageScore,
    pValue,
    threshold,
    thresholdExtrapolated,
    verdict,
    regions,
    ...scale,
    timing,
  };
}

function rowOf({
  path,
  verdict,
  imageScore,
  threshold,
  pValue,
  regions,
  timing,
}: Inspection): string[] {
  return [
    path ?? '-',
    verdict,
    imageScore.toFixed(4),
    threshold.toFixed(4),
    pValue.toFixed(4),
    String(regions.length),
    timing.totalMs.toFixed(0),
  ];
}

function reportFailure(
  { path, error }: InspectionFailure,
  flags: InspectFlags,
  { terminal }: CommandContext,
): void {
  if (flags.json) {
    terminal.out(
      `${JSON.stringify({ path, error: { code: error.code, message: error.message } })}\n`,
    );
  } else {
    terminal.err(`nominal: ${error.message} [${error.code}]\n`);
  }
}

/** File names for outputs: the image's own, with a number where two images in different folders share it. */
function uniqueNames(images: readonly string[]): (path: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const path of images) {
    const stem = basename(path, extname(path));
    let name = stem;
    for (let n = 2; taken.has(name); n++) name = `${stem}-${n}`;
    taken.add(name);
    names.set(path, name);
  }
  return (path) => names.get(path) ?? basename(path);
}
