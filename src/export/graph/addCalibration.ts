import { type GraphBuilder, TensorProto_DataType } from '../../backbone/onnx/index.ts';
import type { ScoreTail } from '../../core/calibration/index.ts';
import { inputs, outputs } from './names.ts';

/** Shapes closer to zero are treated as the exponential distribution, as in the library. */
const EXPONENTIAL = 1e-9;
/** Lower limit of smooth p-values, as in the library. */
const SMALLEST_TAIL = 1e-9;

/** Adds the p-values (counted, and from the tail if there is one) and the verdict of the image score. */
export function addCalibration(
  builder: GraphBuilder,
  calibrationScores: Float32Array,
  tail: ScoreTail | null,
): void {
  const { FLOAT } = TensorProto_DataType;
  const number = (value: number) => builder.float([], Float32Array.of(value));
  const n = calibrationScores.length;
  const column = builder.node('Unsqueeze', [outputs.imageScore, builder.int64([1])]);
  const reaching = builder.node('GreaterOrEqual', [
    builder.float([1, n], calibrationScores),
    column,
  ]);
  const count = builder.node(
    'ReduceSum',
    [builder.node('Cast', [reaching], { to: FLOAT }), builder.int64([1])],
    { keepdims: 0 },
  );
  const counted = builder.node('Add', [count, number(1)]);
  builder.node('Mul', [counted, number(1 / (n + 1))], {}, outputs.pValue);
  if (tail === null) builder.node('Identity', [outputs.pValue], {}, outputs.tailPValue);
  else addTail(builder, tail, number);
  // NaN exceeds nothing, but must not pass as nominal.
  const within = builder.node('LessOrEqual', [outputs.imageScore, inputs.threshold]);
  builder.node('Not', [within], {}, outputs.anomalous);
}

/** The p-value of the generalized Pareto tail above its location, the counted one below. */
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
