import { join } from 'node:path';
import { screen, type ScreenedImage, screenedOverlay } from '../../../detector/index.ts';
import { assertWritableFolder, relativeNames, writeFileAtomic } from '../../../files/index.ts';
import { encodePng } from '../../../image/index.ts';
import type { CopiedImage } from '../../../model/index.ts';
import type { CommandContext } from '../../context.ts';
import { fitConfigOf } from '../../options/fitOptions.ts';
import { formatShare } from '../../../numberText.ts';
import { formatTable } from '../../output/formatTable.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { describeCopies } from '../../output/imageNotes.ts';
import { outputsOf, refuseOverwriting, uniqueNames } from '../../output/outputFiles.ts';
import type { ScreenFlags } from './screen.ts';

/** What `nominal screen` does. */
export async function runScreen(
  patterns: string[],
  flags: ScreenFlags,
  context: CommandContext,
): Promise<void> {
  const { images } = await takeImages(patterns, context);
  if (flags.overlays !== undefined) {
    refuseOverwriting(images, images, { overlays: flags.overlays, mapFormat: 'npy' });
    await assertWritableFolder(flags.overlays);
  }
  const copies: CopiedImage[] = [];
  const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
  try {
    const { screen: share, ...config } = fitConfigOf(flags);
    const options = flags.screen === undefined ? config : { ...config, screen: share };
    const ranked = await screen(images, options, {
      signal: context.signal,
      onProgress: view.onProgress,
      onCopies: (found) => copies.push(...found),
      runtime: runtimeOf(flags),
    });
    view.stop();
    if (!flags.json && !flags.quiet) context.terminal.err(describeCopies(copies, ranked));
    await output(ranked, images, flags, context);
  } finally {
    view.stop();
  }
}

async function output(
  ranked: readonly ScreenedImage[],
  paths: readonly string[],
  flags: ScreenFlags,
  { terminal }: CommandContext,
): Promise<void> {
  const { overlays, top, json } = flags;
  const pathOf = new Map(relativeNames(paths).map((name, i) => [name, paths[i]]));
  const nameOf = uniqueNames(paths);
  for (const image of overlays === undefined ? [] : ranked.slice(0, top)) {
    const path = pathOf.get(image.name) ?? image.name;
    const { overlay } = outputsOf(nameOf(path), { overlays: overlays ?? '', mapFormat: 'npy' });
    await writeFileAtomic(
      overlay ?? join(overlays ?? '', 'image.png'),
      await encodePng(await screenedOverlay(path, image, runtimeOf(flags))),
    );
  }
  if (json === true) {
    for (const image of ranked) {
      const path = pathOf.get(image.name) ?? null;
      terminal.out(`${JSON.stringify({ ...image.toJSON(), path })}\n`);
    }
    return;
  }
  const rows = ranked
    .slice(0, top)
    .map(({ name, imageScore, timesMedian, largestOutlierFactor, strangeShare }) => [
      pathOf.get(name) ?? name,
      imageScore.toFixed(4),
      timesMedian.toFixed(2),
      largestOutlierFactor.toFixed(2),
      formatShare(strangeShare),
    ]);
  const header = ['image', 'score', '× median', 'outlier factor', 'strange patches'];
  terminal.out(formatTable(header, rows));
  terminal.out(
    `${rows.length} strangest of ${ranked.length}. Look at them: anything that is not a good part should not be fitted from.\n`,
  );
}
