import type { RuntimeOptions } from 'nominal-vision/internal/config';
import type { Sample } from 'nominal-vision/internal/datasets';
import { evaluate } from 'nominal-vision/internal/detector';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { ReportCollector, renderReport } from 'nominal-vision/internal/report';
import type { LabeledImage, Task } from './tasks.ts';

/**
 * Fits on the good images that no person has judged, measures on those that one has, and writes the
 * report page. So nothing is tested that was learned from.
 */
export async function evaluateOnReviewed(
  { title, training, reviewed, config, output }: Extract<Task, { kind: 'report' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<void> {
  const test = (label: LabeledImage['label']) =>
    reviewed
      .filter((image) => image.label === label)
      .map(({ path }): Sample => ({ ...sampleOf(path, label), split: 'test' }));
  const dataset = {
    name: 'review set',
    category: title,
    train: training.map((path) => sampleOf(path, 'good')),
    testGood: test('good'),
    testDefective: test('defective'),
  };
  const collector = new ReportCollector();
  const evaluation = await evaluate(dataset, config, {
    ...job,
    runtime,
    onInspection: collector.add,
  });
  const page = renderReport(collector.data(evaluation, 'Made by the station from its review set'));
  await writeFileAtomic(output, page);
}

function sampleOf(path: string, label: LabeledImage['label']): Sample {
  const defectType = label === 'good' ? null : 'defective';
  return { path, label, defectType, mask: null, split: 'train' };
}
