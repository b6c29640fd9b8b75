import { precisionRecallCurve, rocCurve } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { calibrationChart } from './calibrationChart.ts';
import { defectTypeChart } from './defectTypeChart.ts';
import { rateCurve } from './rateCurve.ts';
import { scoreHistogram } from './scoreHistogram.ts';
import type { ReportChart } from '../ReportData.ts';
import type { Phrase } from '../texts/phrase.ts';

/** All charts of an evaluation, the most informative one first. */
export function chartsOf(evaluation: Evaluation): ReportChart[] {
  const scores = evaluation.images.map(({ imageScore }) => imageScore);
  const labels = evaluation.images.map(({ defective }) => defective);
  return [
    {
      title: { say: 'scores' },
      key: [
        { color: 'good', label: { say: 'scoresGood' } },
        { color: 'bad', label: { say: 'scoresDefective' } },
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
      title: { say: 'falseRejects' },
      note: { say: 'falseRejectsNote' },
      svg: calibrationChart(evaluation.falseRejects, evaluation.testGood),
    },
    ...typeCharts(evaluation),
  ];
}

const ownNote: Phrase = { say: 'ownNote' };

function rocChart(
  { falseRejectRate, detectionRate }: Evaluation,
  scores: readonly number[],
  labels: readonly boolean[],
): ReportChart {
  const points = rocCurve(scores, labels).map(
    ({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const,
  );
  const svg = rateCurve({ say: 'rocAbout' }, points, {
    x: { say: 'axisRejected' },
    y: { say: 'axisFound' },
    own: [falseRejectRate, detectionRate],
    chance: true,
  });
  return { title: { say: 'roc' }, note: ownNote, svg };
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
  const svg = rateCurve({ say: 'precisionRecallAbout' }, points, {
    x: { say: 'axisFound' },
    y: { say: 'axisRejectedRightly' },
    ...(rejected === 0 ? {} : { own: [detectionRate, found / rejected] as const }),
  });
  return { title: { say: 'precisionRecall' }, note: ownNote, svg };
}

function overlapCharts({ overlapCurve }: Evaluation): ReportChart[] {
  if (overlapCurve === null) return [];
  const svg = rateCurve(
    { say: 'overlapAbout' },
    overlapCurve.map(({ falsePositiveRate, overlap }) => [falsePositiveRate, overlap] as const),
    { x: { say: 'axisPixels' }, y: { say: 'axisOverlap' }, limits: [0.05, 0.3] },
  );
  return [{ title: { say: 'overlap' }, note: { say: 'overlapNote' }, svg }];
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
      title: { say: 'foundByType' },
      note: { say: 'foundByTypeNote' },
      svg: defectTypeChart({ say: 'foundByTypeAbout' }, bars('detectionRate'), {
        value: percent,
        tick: percent,
      }),
    },
    {
      title: { say: 'aurocByType' },
      note: { say: 'aurocByTypeNote' },
      svg: defectTypeChart({ say: 'aurocByTypeAbout' }, bars('imageAuroc'), {
        value: (auroc) => auroc.toFixed(3),
        tick: (auroc) => auroc.toFixed(1),
      }),
    },
  ];
}
