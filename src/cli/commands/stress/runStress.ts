import { Detector } from '../../../detector/index.ts';
import { formatRate, formatShare } from '../../../numberText.ts';
import { stress, type StressedDisturbance, type StressReport } from '../../../stress/index.ts';
import type { CommandContext } from '../../context.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { formatTable } from '../../output/formatTable.ts';
import type { StressFlags } from './stress.ts';

/** What `nominal stress` does. */
export async function runStress(
  path: string,
  patterns: string[],
  flags: StressFlags,
  context: CommandContext,
): Promise<void> {
  const { images } = await takeImages(patterns, context);
  const { backbone, only } = flags;
  const detector = await Detector.load(path, {
    runtime: runtimeOf(flags),
    ...(backbone === undefined ? {} : { backbone }),
  });
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  try {
    const report = await stress(detector, images, {
      signal: context.signal,
      onProgress: view.onProgress,
      ...(only === undefined ? {} : { names: only }),
    });
    view.stop();
    context.terminal.out(flags.json === true ? `${JSON.stringify(report)}\n` : stressText(report));
  } finally {
    view.stop();
    await detector.close();
  }
}

/** A report as text: a row for each way of changing images, then what the figures mean. */
export function stressText({ images, heldRate, unchanged, disturbances }: StressReport): string {
  const header = ['change', 'tolerated', 'too much', 'rejected there', 'rejected at the most'];
  const table = formatTable(header, disturbances.map(rowOf));
  const rate = formatRate(heldRate);
  const verdict = unchanged.fair
    ? `which is no surprise for a model that holds ${rate}`
    : `more than a model that holds ${rate} should: calibrate it on images of today first`;
  return (
    table +
    `Unchanged, ${unchanged.rejects} of ${images} images are rejected, ${verdict}.\n` +
    'tolerated: the largest change up to which the rejects are no surprise for that rate\n' +
    'too much: the first change at which they are; "-" if none of those tried\n'
  );
}

function rowOf({ name, unit, steps, tolerated, exceeded }: StressedDisturbance): string[] {
  const at = steps.find(({ amount }) => amount === exceeded);
  const worst = Math.max(...steps.map(({ falseRejectRate }) => falseRejectRate));
  return [
    name,
    tolerated === 0 ? 'none' : amountText(tolerated, unit),
    exceeded === null ? '-' : amountText(exceeded, unit),
    at === undefined ? '-' : formatShare(at.falseRejectRate),
    formatShare(worst),
  ];
}

/** An amount in its unit; what counts down from a quality is the quality that is left. */
function amountText(amount: number, unit: string): string {
  const [, best] = /^below quality (\d+)$/.exec(unit) ?? [];
  return best === undefined ? `${amount} ${unit}` : `quality ${Number(best) - amount}`;
}
