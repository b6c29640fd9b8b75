import {
  previousStates,
  readModelFile,
  thresholdSetters,
  thresholdSummary,
} from '../../../detector/index.ts';
import type { SeenImages } from '../../../image/index.ts';
import type { Model } from '../../../model/index.ts';
import type { CommandContext } from '../../context.ts';
import { inLine } from '../../output/printable.ts';
import type { FoundOfGenerated } from '../../../tune/index.ts';
import { describeSetters } from '../../output/describeSetters.ts';
import { describeSupport, describeThreshold } from '../../output/describeThreshold.ts';
import type { ShowFlags } from './show.ts';
import { formatCount } from '../../../numberText.ts';

/** What `nominal show` does. */
export async function runShow(
  path: string,
  flags: ShowFlags,
  context: CommandContext,
): Promise<void> {
  const { model, checksum } = await readModelFile(path);
  const previous = await previousStates(path, model);
  const generated =
    flags.setters === undefined
      ? null
      : await (
          await import('./settersOnImages.ts')
        ).settersOnImages(path, flags.setters, flags, context);
  const shown = {
    path,
    checksum,
    ...describe(model, flags.images === true, generated),
    previous,
  };
  context.terminal.out(
    flags.json === true
      ? `${JSON.stringify(shown)}\n`
      : textOf(path, model, flags, generated) + describeStates(previous),
  );
}

function describeStates(previous: readonly string[]): string {
  return previous.map((state) => `state before a change: ${state}\n`).join('');
}

function describe(model: Model, withImages: boolean, generated: FoundOfGenerated | null): object {
  const { bank, backbone, config, framing, calibration, changes } = model;
  return {
    backbone,
    config,
    bankRows: bank.rows,
    dimension: bank.columns,
    images: withImages ? imagesOf(model) : model.images.length,
    copies: withImages ? model.copies : model.copies.length,
    calibration: { method: calibration.method, images: calibration.images.length },
    seen: framing.seen,
    ...thresholdSummary(model),
    standardizedByPlace: model.places !== null,
    setters: { ...thresholdSetters(model), ...(generated === null ? {} : { generated }) },
    changes,
  };
}

function imagesOf({ images, rowImages }: Model): { name: string; sha256: string; rows: number }[] {
  const rows = new Uint32Array(images.length);
  for (const image of rowImages) rows[image]++;
  return images.map(({ name, sha256 }, i) => ({ name, sha256, rows: rows[i] }));
}

/** The kinds of images that were learned from. */
function describeSeen(seen: SeenImages | null): readonly string[] {
  if (seen === null) return [];
  const { height, width, colors, depths } = seen;
  const sides = [height, width].map(({ low, high }) => (low === high ? low : `${low} to ${high}`));
  return [
    `learned from images of ${sides.join(' x ')} pixels, ${colors.join(' and ')}, ${depths.join(' and ')} bits`,
  ];
}

/** Whether scores are standardized by place, and why. */
function describePlaces({ places, config }: Model): string {
  const isAutomatic = config.standardization === 'auto';
  return places === null
    ? `patch scores are not standardized by place${isAutomatic ? ': that would not make defects stand out more' : ''}`
    : `patch scores are standardized by place${isAutomatic ? ': defects stand out more then' : ''}`;
}

function textOf(
  path: string,
  model: Model,
  { images }: ShowFlags,
  generated: FoundOfGenerated | null,
): string {
  const summary = thresholdSummary(model);
  const lines = [
    `${inLine(path)}: ${formatCount(model.images.length, 'image')}, ${formatCount(model.bank.rows, 'bank row')} of ${model.bank.columns} values, backbone ${inLine(model.backbone.name)}`,
    ...describeSeen(model.framing.seen),
    `${describeThreshold(summary)}, calibrated by ${inLine(model.calibration.method)}`,
    ...(model.copies.length === 0
      ? []
      : [
          `${model.copies.length} more ${model.copies.length === 1 ? 'image was a copy or near copy' : 'images were copies or near copies'} of these and left out`,
        ]),
    describePlaces(model),
    describeSupport(summary).trimEnd(),
    ...describeSetters(thresholdSetters(model), generated).trimEnd().split('\n').filter(Boolean),
    ...model.changes.map(({ at, kind, summary: what }) => inLine(`${at}  ${kind}: ${what}`)),
    ...(images === true
      ? imagesOf(model)
          .map(
            ({ name, sha256, rows }) =>
              `${sha256.slice(0, 12)}  ${formatCount(rows, 'row')}  ${inLine(name)}`,
          )
          .concat(
            model.copies.map(
              ({ name, sha256, of }) =>
                `${sha256.slice(0, 12)}  copy of ${of.slice(0, 12)}  ${inLine(name)}`,
            ),
          )
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
