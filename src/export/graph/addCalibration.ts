import { type GraphBuilder, TensorProto_DataType } from '../../backbone/onnx/index.ts';
import type { ScoreTail } from '../../core/calibration/index.ts';
import { inputs, outputs } from './names.ts';

/** Shapes closer to zero are treated as the exponential distribution, as in the library. */
const EXPONENTIAL = 1e-9;
/** Lower limit of smooth p-values, as in the library. */
const SMALLEST_TAIL = 1e-9;

/** Steeper than any gap between two scores: below the lowest score the p-value is 1 at once. */
const STEEP = 1e30;

/** Adds the p-values (by rank, and from the tail if there is one) and the verdict of the image score. */
export function addCalibration(
  builder: GraphBuilder,
  calibrationScores: Float32Array,
  tail: ScoreTail | null,
): void {
  const number = (value: number) => builder.float([], Float32Array.of(value));
  addPValue(builder, calibrationScores.slice().sort().reverse(), number);
  if (tail === null) builder.node('Identity', [outputs.pValue], {}, outputs.tailPValue);
  else addTail(builder, tail, number);
  // NaN exceeds nothing, but must not pass as nominal.
  const within = builder.node('LessOrEqual', [outputs.imageScore, inputs.threshold]);
  builder.node('Not', [within], {}, outputs.anomalous);
}

/**
 * The interpolated conformal p-value: the number of scores that reach the image's, plus the share of the
 * gap below the last of them that lies above it, but at least 1; over n + 1.
 */
function addPValue(
  builder: GraphBuilder,
  descending: Float32Array,
  number: (value: number) => string,
): void {
  const n = descending.length;
  const next = Float32Array.from({ length: n }, (_, i) => descending[i + 1] ?? -Infinity);
  const slopes = descending.map((score, i) => {
    if (i === n - 1) return STEEP;
    return score > next[i] ? 1 / (score - next[i]) : 0;
  });
  const column = builder.node('Unsqueeze', [outputs.imageScore, builder.int64([1])]);
  const asNumber = (condition: string) =>
    builder.node('Cast', [condition], { to: TensorProto_DataType.FLOAT });
  const scores = builder.float([1, n], descending);
  const reaching = asNumber(builder.node('GreaterOrEqual', [scores, column]));
  const isLast = asNumber(builder.node('Less', [builder.float([1, n], next), column]));
  const steps = builder.node('Mul', [
    builder.node('Sub', [scores, column]),
    builder.float([1, n], slopes),
  ]);
  const within = builder.node('Max', [builder.node('Min', [steps, number(1)]), number(0)]);
  // Below the score that is reached last, its share of the gap.
  const shares = builder.node('Mul', [within, isLast]);
  const rank = builder.node(
    'ReduceSum',
    [builder.node('Mul', [reaching, builder.node('Add', [shares, number(1)])]), builder.int64([1])],
    { keepdims: 0 },
  );
  const atLeast = builder.node('Max', [rank, number(1)]);
  builder.node('Mul', [atLeast, number(1 / (n + 1))], {}, outputs.pValue);
}

/** The p-value of the generalized Pareto tail above its location, that by rank below. */
function addTail(
  builder: GraphBuilder,
  { distribution, exceedances, scores }: ScoreTail,
  number: (value: number) => string,
): void {
  const { location, scale, shape } = distribution;
  const excess = builder.node('Sub', [outputs.imageScore, number(location)]);
  const z = builder.node('Max', [builder.node('Mul', [excess, number(1 / scale)]), number(0)]);
  const beyond =
    Math.abs(shape) < EXPONENTIAL
      ? builder.node('Exp', [builder.node('Neg', [z])])
      : builder.node('Pow', [
          builder.node('Max', [
            builder.node('Add', [builder.node('Mul', [z, number(shape)]), number(1)]),
            number(0),
          ]),
          number(-1 / shape),
        ]);
  const byTail = builder.node('Max', [
    builder.node('Mul', [beyond, number(exceedances / scores)]),
    number(SMALLEST_TAIL),
  ]);
  const below = builder.node('Less', [outputs.imageScore, number(location)]);
  builder.node('Where', [below, outputs.pValue, byTail], {}, outputs.tailPValue);
}
