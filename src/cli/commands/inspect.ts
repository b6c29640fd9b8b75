import { type Command, Option } from 'commander';
import {
  Detector,
  type Inspection,
  type InspectionFailure,
  overlayOf,
} from '../../detector/index.ts';
import { collectImages, writeFileAtomic } from '../../files/index.ts';
import { encodeMapPng, encodeNpy, encodePng } from '../../image/index.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../formatTable.ts';
import { parseNumber } from '../fitOptions.ts';
import {
  type OutputFolders,
  outputsOf,
  refuseOverwriting,
  uniqueNames,
} from '../inspectOutputs.ts';
import { addThreadsOption, runtimeOf } from '../runtimeOptions.ts';

interface InspectFlags extends OutputFolders, Record<string, unknown> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly falseRejectRate?: number;
  readonly backbone?: string;
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
      parseNumber,
    )
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit');
  addThreadsOption(command).action(
    async (model: string, patterns: string[], flags: InspectFlags) => {
      const images = await collectImages(patterns);
      refuseOverwriting([model, ...images], images, flags);
      const detector = await Detector.load(model, {
        runtime: runtimeOf(flags),
        ...rateOf(flags),
        ...(flags.backbone === undefined ? {} : { backbone: flags.backbone }),
      });
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
        await writeFileAtomic(overlay, await encodePng(overlayOf(result)));
      }
      const mapScale =
        map === undefined
          ? undefined
          : await writeMap(result, map, flags.mapFormat, mapScaleOf(detector));
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
    if (detector.thresholdExtrapolated) terminal.out(extrapolationNote(detector));
  }
  context.exitWith(code);
}

/** Why an image can be anomalous although its p-value exceeds the rate. */
function extrapolationNote({ falseRejectRate, model }: Detector): string {
  const images = model.calibration.imageScores.length;
  return (
    `The threshold for a false-reject rate of ${100 * falseRejectRate} % is extrapolated: ` +
    `${images} training images alone resolve no rate below ${(100 / (images + 1)).toPrecision(2)} %.\n`
  );
}

async function writeMap(
  result: Inspection,
  path: string,
  format: 'png' | 'npy',
  mapScale: number,
): Promise<number | undefined> {
  const map = result.anomalyMap();
  if (format === 'npy') {
    await writeFileAtomic(path, encodeNpy(map));
    return undefined;
  }
  const { png, scale } = await encodeMapPng(map, mapScale);
  await writeFileAtomic(path, png);
  return scale;
}

/** Map value of one grey level: the same for all images of a model, white at eight pixel thresholds. */
function mapScaleOf({ pixelThreshold }: Detector): number {
  return (8 * (pixelThreshold || 1)) / 65_535;
}

/** The form of DESIGN: one flat object per image. */
function jsonOf(
  result: Inspection,
  mapScale: number | undefined,
): Readonly<Record<string, unknown>> {
  const { path, imageScore, pValue, threshold, thresholdExtrapolated, verdict, regions, timing } =
    result;
  const scale = mapScale === undefined ? {} : { mapScale };
  const entries = Object.entries<number>({ ...timing });
  const rounded = Object.fromEntries(entries.map(([stage, ms]) => [stage, Number(ms.toFixed(3))]));
  return {
    path,
    imageScore,
    pValue,
    threshold,
    thresholdExtrapolated,
    verdict,
    regions,
    ...scale,
    timing: rounded,
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
