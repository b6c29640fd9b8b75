import { resolveFitConfig } from '../../../config/index.ts';
import { tune, type Tuning } from '../../../tune/index.ts';
import type { CommandContext } from '../../context.ts';
import { fitOptionsOf, presetOf } from '../../options/fitOptions.ts';
import { formatTable } from '../../output/formatTable.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { tuningAxes } from './tuningAxes.ts';
import { formatValue } from '../../options/formatValue.ts';
import type { TuneFlags } from './tune.ts';
import { formatCount } from '../../../numberText.ts';

/** With this many held-out images or more, a bootstrap calls equal settings different about as often as its level states (decision 033). */
const ENOUGH_HELD_OUT = 20;

/** What `nominal tune` does. */
export async function runTune(
  patterns: string[],
  flags: TuneFlags,
  context: CommandContext,
): Promise<void> {
  const axes = await tuningAxes(flags);
  const { images } = await takeImages(patterns, context);
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  try {
    const tuning = await tune(
      images,
      axes,
      { ...presetOf(flags), ...fitOptionsOf(flags) },
      {
        signal: context.signal,
        onProgress: view.onProgress,
        runtime: runtimeOf(flags),
        maxImages: Number(flags.maxImages),
      },
    );
    view.stop();
    const { out } = context.terminal;
    out(flags.json ? `${JSON.stringify(tuning)}\n` : textOf(tuning));
  } finally {
    view.stop();
  }
}

function textOf({ candidates, train, heldOut, copies }: Tuning): string {
  const header = [
    'image AUROC',
    '95 % interval',
    'p to best',
    'cut-paste',
    'texture',
    'scratch',
    'resize',
    'taps',
    'ratio',
    're-weighting',
    'ms/image',
  ];
  const rows = candidates.map(({ options, imageAuroc, interval, byType, ...one }) => {
    const config = resolveFitConfig(options);
    const { resize } = config;
    return [
      imageAuroc.toFixed(4),
      interval?.map((end) => end.toFixed(3)).join(' to ') ?? 'all resamples agree',
      one.pValueToBest.toFixed(3),
      byType['cut-paste'].toFixed(3),
      byType.texture.toFixed(3),
      byType.scratch.toFixed(3),
      formatValue(resize),
      config.taps?.join(',') ?? 'default',
      String(config.coresetRatio),
      config.reweighting,
      one.msPerImage.toFixed(0),
    ];
  });
  const tied = candidates.filter(({ pValueToBest }) => pValueToBest > 0.05).length;
  return (
    formatTable(header, rows) +
    (copies === 0
      ? ''
      : `${formatCount(copies, 'image')} ${copies === 1 ? 'shows' : 'show'} the same as another one and ${copies === 1 ? 'was' : 'were'} left out. `) +
    `Learned from ${train} good images; ${heldOut} others were held out and given every type of defect.\n` +
    `${tied} of ${candidates.length} are within noise of the best (paired bootstrap, 5 %).\n` +
    (heldOut < ENOUGH_HELD_OUT
      ? `With fewer than ${ENOUGH_HELD_OUT} images held out, intervals and p-values claim too much: give more images.\n`
      : '') +
    `The first row as options of "fit": ${optionsText(candidates[0])}\n` +
    'Generated defects are a proxy: they need not rank settings as real ones would. Confirm the choice with "evaluate" on real defects.\n'
  );
}

/** The settings that were searched, as one would type them. */
function optionsText({ options }: Tuning['candidates'][number]): string {
  const { taps, resize, coresetRatio, reweighting } = resolveFitConfig(options);
  return [
    ...(taps === undefined ? [] : ['--taps', taps.join(',')]),
    ...['--resize', formatValue(resize), '--coreset-ratio', coresetRatio],
    ...['--reweighting', reweighting],
  ].join(' ');
}
