import { precisionRecallCurve, rocCurve } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { calibrationChart } from './calibrationChart.ts';
import { defectTypeChart } from './defectTypeChart.ts';
import { rateCurve } from './rateCurve.ts';
import { scoreHistogram } from './scoreHistogram.ts';
import type { ReportChart } from '../ReportData.ts';

/** All charts of an evaluation, the most informative one first. */
export function chartsOf(evaluation: Evaluation): ReportChart[] {
  const scores = evaluation.images.map(({ imageScore }) => imageScore);
  const labels = evaluation.images.map(({ defective }) => defective);
  return [
    {
      title: 'Image scores',
      key: [
        { color: 'good', label: 'good, upwards' },
        { color: 'bad', label: 'defective, downwards' },
      ],
      svg: scoreHistogram(
        scores.filter((_, i) => !labels[i]),
        scores.filter((_, i) => labels[i]),
        evaluation.threshold,
      ),
      wide: true,
    },
    rocChart(evaluation, scores, labels),
    precisionRecallChart(evaluation, scores, labels),
    ...overlapCharts(evaluation),
    {
      title: 'False rejects',
      note: 'On the diagonal the realized rate is the wished one. Bars: 95 % intervals (Wilson) of the good test images. Hollow: more than the training images can prove. Both axes are square-root.',
      svg: calibrationChart(evaluation.falseRejects, evaluation.testGood),
    },
    ...typeCharts(evaluation),
  ];
}

const ownNote = 'Diamond: the model’s own threshold.';

function rocChart(
  { falseRejectRate, detectionRate }: Evaluation,
  scores: readonly number[],
  labels: readonly boolean[],
): ReportChart {
  const points = rocCurve(scores, labels).map(
    ({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const,
  );
  const svg = rateCurve(
    'ROC curve: share of defective images found against share of good images rejected',
    points,
    {
      x: 'good rejected',
      y: 'defective found',
      own: [falseRejectRate, detectionRate],
      chance: true,
    },
  );
  return { title: 'ROC curve', note: ownNote, svg };
}

function precisionRecallChart(
  { testGood, testDefective, falseRejectRate, detectionRate }: Evaluation,
  scores: readonly number[],
  labels: readonly boolean[],
): ReportChart {
  const points = precisionRecallCurve(scores, labels).map(
    ({ recall, precision }) => [recall, precision] as const,
  );
  const found = detectionRate * testDefective;
  const rejected = found + falseRejectRate * testGood;
  const svg = rateCurve(
    'Precision-recall curve: share of rejected images that are defective against share of defective images found',
    points,
    {
      x: 'defective found',
      y: 'rejected rightly',
      ...(rejected === 0 ? {} : { own: [detectionRate, found / rejected] as const }),
    },
  );
  return { title: 'Precision and recall', note: ownNote, svg };
}

function overlapCharts({ overlapCurve }: Evaluation): ReportChart[] {
  if (overlapCurve === null) return [];
  const svg = rateCurve(
    'Per-region overlap against share of good pixels called anomalous',
    overlapCurve.map(({ falsePositiveRate, overlap }) => [falsePositiveRate, overlap] as const),
    { x: 'good pixels marked', y: 'mean share of a defect marked', limits: [0.05, 0.3] },
  );
  const note = 'AUPRO is the area up to 0.05 and up to 0.30 (shaded), divided by that rate.';
  return [{ title: 'Per-region overlap', note, svg }];
}

function typeCharts({ defectTypes }: Evaluation): ReportChart[] {
  // With one type these would repeat the summary.
  if (defectTypes.length < 2) return [];
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const bars = (key: 'detectionRate' | 'imageAuroc') =>
    defectTypes.map((figures) => ({
      type: figures.type,
      images: figures.images,
      value: figures[key],
    }));
  return [
    {
      title: 'Defects found by type',
      note: 'At the model’s own threshold; number of images in brackets.',
      svg: defectTypeChart('Share of defects found, by type', bars('detectionRate'), {
        value: percent,
        tick: percent,
      }),
    },
    {
      title: 'Image AUROC by type',
      note: 'Each type against all good images; number of images in brackets.',
      svg: defectTypeChart('Image AUROC, by type', bars('imageAuroc'), {
        value: (auroc) => auroc.toFixed(3),
        tick: (auroc) => auroc.toFixed(1),
      }),
    },
  ];
}
