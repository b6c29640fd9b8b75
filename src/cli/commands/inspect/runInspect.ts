import {
  describeAlarms,
  Detector,
  type DetectorOptions,
  type Inspection,
} from '../../../detector/index.ts';
import { assertWritable, assertWritableFolder, collectImages } from '../../../files/index.ts';
import type { ImageWarning } from '../../../image/index.ts';
import type { CommandContext } from '../../context.ts';
import { formatTable } from '../../output/formatTable.ts';
import { inspectionJson, reasonOf, reportFailure } from './inspectionView.ts';
import { inspectFamily, modelOf } from './inspectFamily.ts';
import { InspectionFiles } from './InspectionFiles.ts';
import { extrapolateOf } from '../../options/extrapolateOption.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { describeSupport } from '../../output/describeThreshold.ts';
import { describeWarnings } from '../../output/imageNotes.ts';
import { refuseOverwriting } from '../../output/outputFiles.ts';
import type { InspectFlags } from './inspect.ts';

/** What `nominal inspect` does. */
export async function runInspect(
  path: string,
  patterns: string[],
  flags: InspectFlags,
  context: CommandContext,
): Promise<void> {
  const images = await imagesOf(patterns);
  const model = await modelOf(path, flags.product);
  if (model === null) {
    refuseOverwriting(images, images, flags);
    await assertWritableOutputs(flags);
    await inspectFamily(path, images, { ...flags, ...choiceOf(flags) }, context);
    return;
  }
  refuseOverwriting([model, ...images], images, flags);
  await assertWritableOutputs(flags);
  const detector = await Detector.load(model, {
    runtime: runtimeOf(flags),
    ...choiceOf(flags),
    ...(flags.backbone === undefined ? {} : { backbone: flags.backbone }),
  });
  try {
    await inspectAll(detector, images, flags, context);
  } finally {
    await detector.close();
  }
}

/** Checked before the images are inspected, of which there may be many. */
async function assertWritableOutputs(flags: InspectFlags): Promise<void> {
  for (const folder of [flags.overlays, flags.maps, flags.labelme]) {
    if (folder !== undefined) await assertWritableFolder(folder);
  }
  if (flags.coco !== undefined) await assertWritable(flags.coco);
}

/**
 * Includes the files that other commands leave out, so that a part whose image cannot be read is
 * reported as a failure and never ends with the exit code of a nominal part.
 */
async function imagesOf(patterns: readonly string[]): Promise<readonly string[]> {
  let unread: readonly string[] = [];
  const images = await collectImages(patterns, {
    onLeftOut: (files) => {
      unread = files.map(({ path }) => path);
    },
  });
  return [...images, ...unread];
}

function choiceOf({ falseRejectRate, threshold, ...flags }: InspectFlags): DetectorOptions {
  return {
    ...extrapolateOf(flags),
    ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
    ...(threshold === undefined ? {} : { threshold }),
  };
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
  const reasons: string[] = [];
  const warned = new Set<ImageWarning>();
  const files = new InspectionFiles(images, flags);
  const trainingImages = typeof flags.explain === 'string' ? flags.explain : undefined;
  let code = 0;
  let failed = 0;
  try {
    const job = { signal: context.signal, onProgress: view.onProgress };
    for await (const result of detector.inspectAll(images, job)) {
      if ('error' in result) {
        code = Math.max(code, result.error.exitCode);
        failed += 1;
        reportFailure(result, flags, context);
        continue;
      }
      if (result.verdict === 'anomalous') code = Math.max(code, 1);
      if (!flags.json) for (const warning of result.warnings) warned.add(warning);
      const mapScale = await files.write(result, detector, trainingImages);
      if (flags.json) {
        terminal.out(`${JSON.stringify(inspectionJson(result, flags.explain, mapScale))}\n`);
      } else {
        rows.push(rowOf(result));
        if (flags.explain !== undefined) reasons.push(reasonOf(result));
      }
    }
  } finally {
    view.stop();
  }
  await files.finish();
  terminal.err(describeWarnings(warned));
  if (!flags.json && rows.length > 0) {
    terminal.out(
      formatTable(['image', 'verdict', 'score', 'threshold', 'p-value', 'regions', 'ms'], rows),
    );
    const anomalous = rows.filter((row) => row[1] === 'anomalous').length;
    terminal.out(
      `${rows.length} inspected, ${rows.length - anomalous} nominal, ${anomalous} anomalous` +
        `${failed === 0 ? '' : `; ${failed} could not be inspected`}\n`,
    );
    if (flags.explain !== undefined) terminal.out(reasons.join(''));
    const { thresholdSetByHand, support } = detector.summary;
    if (!thresholdSetByHand && support.moreImages > 0)
      terminal.out(describeSupport(detector.summary));
    for (const alarm of describeAlarms({
      drift: detector.drift,
      rejects: detector.rejects,
      cause: detector.cause,
      heldRate: detector.summary.heldRate,
    }))
      terminal.out(`${alarm}\n`);
  }
  context.exitWith(code);
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
