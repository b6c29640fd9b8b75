import { z } from 'zod';
import { fitConfigSchema } from 'nominal-vision/internal/config';
import type { Sample } from 'nominal-vision/internal/datasets';
import { NominalError } from 'nominal-vision/internal/errors';
import type { ReportRow } from 'nominal-vision/internal/report';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { goodImages } from './goodImages.ts';
import { processKind } from './JobKind.ts';
import { removePartial } from './removePartial.ts';
import {
  type LabeledImage,
  labeledImages,
  reviewedImages,
  reviewedImageSchema,
} from './reviewedImages.ts';

/**
 * Fits on the good images that no person has judged, measures on those that one has, and writes the
 * report page. So nothing is tested that was learned from. Refused with `TOO_FEW_IMAGES`.
 */
export const reportKind = processKind({
  parameters: z.object({
    title: z.string(),
    /** The model in use, which is not the one that is measured. */
    inUse: z.object({ version: z.int(), time: z.string() }).nullable().catch(null),
    images: z.array(z.string()),
    /** Their names, in the same order; jobs of earlier versions have none. */
    names: z.array(z.string()).default([]),
    config: fitConfigSchema,
    reviewed: z.array(reviewedImageSchema),
  }),
  route: {
    summary: 'Measure on the reviewed decisions and write the report',
    takesImages: false,
  },
  start: async (start) => {
    const reviewed = await reviewedImages(start);
    refuseOneSided(reviewed);
    const held = new Set(reviewed.map(({ sha256 }) => sha256));
    const images = (await goodImages(start)).filter((sha256) => !held.has(sha256));
    const { config, name: title, modelId } = start.product;
    const model = modelId === null ? null : await start.tables.models.get(modelId);
    const inUse =
      model === null ? null : { version: model.version, time: shownTime(model.createdAt) };
    const known = await start.tables.products.images(start.product.id);
    const nameOf = new Map(known.map(({ sha256, name }) => [sha256, name]));
    const names = images.map((sha256) => nameOf.get(sha256) ?? '');
    return { title, inUse, images, names, config, reviewed };
  },
  inputOf: async ({ title, inUse, images, names, config, reviewed }, paths, productId) => ({
    title,
    inUse,
    config: paths.config(config),
    training: images.map((sha256, i) => ({
      path: paths.image(sha256),
      name: names.at(i) ?? sha256,
    })),
    reviewed: labeledImages(reviewed, paths),
    output: await paths.report(productId),
  }),
  run: async ({ title, inUse, config, training, reviewed, output }, runtime, job) => {
    const { evaluate } = await import('nominal-vision/internal/detector');
    const { ReportCollector, renderReport } = await import('nominal-vision/internal/report');
    const test = (label: LabeledImage['label']) =>
      reviewed
        .filter((image) => image.label === label)
        .map(({ path }): Sample => ({ ...sampleOf(path, label), split: 'test' }));
    const dataset = {
      name: 'review set',
      category: title,
      train: training.map(({ path }) => sampleOf(path, 'good')),
      testGood: test('good'),
      testDefective: test('defective'),
    };
    const collector = new ReportCollector({ training, runtime });
    const nameOf = new Map(reviewed.map((image) => [image.path, shownName(image)]));
    const evaluation = await evaluate(dataset, config, {
      ...job,
      runtime,
      // The files lie under their hashes.
      onInspection: (sample, inspection) =>
        collector.add({ ...sample, path: nameOf.get(sample.path) ?? sample.path }, inspection),
    });
    const values = { product: title };
    const data = collector.data(
      evaluation,
      { say: 'pressAgain' },
      {
        dataset: {
          title: { say: 'stationTitle', values },
          name: { say: 'stationDataset', values },
        },
      },
    );
    const about: ReportRow[] = [
      {
        label: { say: 'modelMeasured' },
        value: { say: 'madeForReport', values: { n: training.length } },
      },
      {
        label: { say: 'modelInUse' },
        value: inUse === null ? { say: 'none' } : { say: 'versionOf', values: inUse },
      },
    ];
    await writeFileAtomic(output, renderReport({ ...data, summary: [...about, ...data.summary] }));
  },
  // The last whole report stays.
  discard: ({ output }) => removePartial(output),
  publish: () => Promise.resolve({}),
});

function refuseOneSided(reviewed: readonly Pick<LabeledImage, 'label'>[]): void {
  const count = (label: LabeledImage['label']) =>
    reviewed.filter((image) => image.label === label).length;
  if (count('good') === 0 || count('defective') === 0) {
    throw new NominalError('TOO_FEW_IMAGES', {
      reason: 'tooFewReviewed',
      what: 'there are too few reviewed decisions to measure on',
      expected: 'at least one good and one defective part that a person has judged',
      received: `${count('good')} good and ${count('defective')} defective ones`,
      remedy: 'Review decisions in the history',
      details: { good: count('good'), defective: count('defective') },
    });
  }
}

/** Two images of one name are told apart by the numbers of their decisions. */
function shownName({ name, inspectionId }: LabeledImage): string {
  return `${name} #${inspectionId}`.trim();
}

function sampleOf(path: string, label: LabeledImage['label']): Sample {
  const defectType = label === 'good' ? null : 'defective';
  return { path, label, defectType, mask: null, split: 'train' };
}

/** A time as each language reads it: 2026-03-01 14:05 UTC. */
function shownTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
