import type { Command } from 'commander';
import { resolveBackbone } from '../../backbone/index.ts';
import { collectImages } from '../../files/index.ts';
import type { Tuning, TuningAxes } from '../../tune/index.ts';
import type { CommandContext } from '../context.ts';
import {
  addFitOptions,
  fitConfigOf,
  fitOptionsOf,
  formatValue,
  parseNumber,
  parseSize,
} from '../fitOptions.ts';
import { formatTable } from '../formatTable.ts';
import { parseList } from '../parseList.ts';
import { addRuntimeOptions, runtimeOf } from '../runtimeOptions.ts';
import { presets, resolveFitConfig, sizeSchema } from '../../config/index.ts';

interface TuneFlags extends Record<string, unknown> {
  readonly sizes: string;
  readonly ratios: string;
  readonly maxImages: unknown;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal tune`: searches settings on good images alone, with generated defects. */
export function addTuneCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('tune')
    .description(
      'Search taps, size, ratio and re-weighting on good images alone, with defects generated into some of them; a proxy of real ones',
    )
    .argument('<good-images...>', 'folders, files or glob patterns of good images')
    .option('--sizes <sizes>', 'network inputs to try', '256x256,128x128,192x192,320x320')
    .option('--ratios <shares>', 'shares of patches to try', '0.1,0.01,0.25')
    .option('--max-images <n>', 'most images to use, drawn at random', parseNumber, 100)
    .option('--json', 'print the ranking as one JSON object')
    .option('--quiet', 'print no progress');
  addRuntimeOptions(addFitOptions(command)).action(async (patterns: string[], flags: TuneFlags) => {
    const { tune } = await import('../../tune/index.ts');
    const config = fitConfigOf(flags);
    const axes = await axesOf(flags, config.backbone);
    const preset = Object.entries(presets).find(([name]) => name === flags.preset)?.[1] ?? {};
    const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
    try {
      const tuning = await tune(
        await collectImages(patterns),
        axes,
        { ...preset, ...fitOptionsOf(flags) },
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
  });
}

/** The default taps, and every other pair of taps that follow each other. */
async function axesOf({ sizes, ratios }: TuneFlags, backbone: string): Promise<TuningAxes> {
  const { manifest } = await resolveBackbone(backbone);
  const names = manifest.taps.map(({ name }) => name);
  const usual = manifest.defaultTaps ?? names;
  const pairs = names.slice(1).map((name, i) => [names[i], name]);
  return {
    taps: [undefined, ...pairs.filter((pair) => pair.join() !== usual.join())],
    resize: parseList('--sizes', sizes, 'sizes as 256x256', (text) => {
      const size = sizeSchema.safeParse(parseSize(text));
      return size.success ? size.data : undefined;
    }),
    coresetRatio: parseList('--ratios', ratios, 'shares above 0, up to 1', (text) => {
      const share = Number(text);
      return text !== '' && share > 0 && share <= 1 ? share : undefined;
    }),
    reweighting: ['none', 'density'],
  };
}

function textOf({ candidates, train, heldOut }: Tuning): string {
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
      interval.map((end) => end.toFixed(3)).join(' to '),
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
    `Learned from ${train} good images; ${heldOut} others were held out and given every type of defect.\n` +
    `${tied} of ${candidates.length} are within noise of the best (paired bootstrap, 5 %).\n` +
    'Generated defects are a proxy: they need not rank settings as real ones would. Confirm the choice with "evaluate" on real defects.\n'
  );
}
