import { type GraphBuilder, TensorProto_DataType } from '../../backbone/onnx/index.ts';
import { HIGH_BITS, LOW_BITS, resamplingMatrices } from './resamplingMatrices.ts';

/** The resampling matrices of one axis as tensors of the graph, out × from. */
export interface AxisTensors {
  readonly high: string;
  readonly low: string;
}

/** One axis: its pixels before and after resizing, and the part that is kept. */
export interface Axis<Length> {
  readonly from: Length;
  readonly to: Length;
  readonly start: Length;
  /** Number of pixels that are kept. */
  readonly kept: number;
}

/** Matrices for an axis whose lengths are known when the file is written. */
export function addKnownAxis(
  builder: GraphBuilder,
  { from, to, start, kept }: Axis<number>,
): AxisTensors {
  const { high, low } = resamplingMatrices(from, to, start, start + kept);
  return { high: builder.float([kept, from], high), low: builder.float([kept, from], low) };
}

/**
 * Matrices for an axis whose lengths are tensors (int64, one element). The graph computes them in double
 * precision, as Pillow does (Resample.c, precompute_coeffs).
 */
export function addOpenAxis(
  builder: GraphBuilder,
  { from, to, start, kept }: Axis<string>,
): AxisTensors {
  const { DOUBLE, FLOAT } = TensorProto_DataType;
  const number = (value: number) => builder.constant([], Float64Array.of(value));
  const double = (tensor: string) => builder.node('Cast', [tensor], { to: DOUBLE });
  const op = (name: string, ...input: string[]) => builder.node(name, input);

  const scale = op('Div', double(from), double(to));
  const support = op('Max', scale, number(1));
  const column = builder.constant(
    [kept, 1],
    Float64Array.from({ length: kept }, (_, i) => i + 0.5),
  );
  const center = op('Mul', op('Add', column, double(start)), scale);
  const position = double(
    op(
      'Range',
      builder.constant([], BigInt64Array.of(0n)),
      op('Squeeze', from, builder.int64([0])),
      builder.constant([], BigInt64Array.of(1n)),
    ),
  );
  const low = op('Max', number(0), op('Floor', op('Add', op('Sub', center, support), number(0.5))));
  const high = op(
    'Min',
    double(from),
    op('Floor', op('Add', op('Add', center, support), number(0.5))),
  );
  const distance = op(
    'Abs',
    op('Mul', op('Add', op('Sub', position, center), number(0.5)), op('Div', number(1), support)),
  );
  const triangle = op('Max', number(0), op('Sub', number(1), distance));
  const inside = op('And', op('GreaterOrEqual', position, low), op('Less', position, high));
  const exact = op('Mul', triangle, double(inside));
  const sum = builder.node('ReduceSum', [exact, builder.int64([1])], { keepdims: 1 });
  const scaled = op('Mul', op('Div', exact, sum), number(2 ** (HIGH_BITS + LOW_BITS)));
  const fixed = op('Floor', op('Add', scaled, number(0.5)));
  const upper = op('Floor', op('Mul', fixed, number(2 ** -LOW_BITS)));
  const lower = op('Sub', fixed, op('Mul', upper, number(2 ** LOW_BITS)));
  return {
    high: builder.node('Cast', [upper], { to: FLOAT }),
    low: builder.node('Cast', [lower], { to: FLOAT }),
  };
}

/**
 * Resizes pixels (integers in float32, N × 3 × H × W) along both axes, rounding to 8 bits after each, bit
 * for bit as the library and Pillow do.
 */
export function addResampling(
  builder: GraphBuilder,
  pixels: string,
  down: AxisTensors,
  across: AxisTensors,
): string {
  const turned = (matrix: string) => builder.node('Transpose', [matrix], { perm: [1, 0] });
  const narrow = addRounding(
    builder,
    builder.node('MatMul', [pixels, turned(across.high)]),
    builder.node('MatMul', [pixels, turned(across.low)]),
  );
  return addRounding(
    builder,
    builder.node('MatMul', [down.high, narrow]),
    builder.node('MatMul', [down.low, narrow]),
  );
}

/** floor((high + floor(low / 2^8) + 2^13) / 2^14): every step is exact in float32. */
function addRounding(builder: GraphBuilder, high: string, low: string): string {
  const number = (value: number) => builder.float([], Float32Array.of(value));
  const carried = builder.node('Floor', [builder.node('Mul', [low, number(2 ** -LOW_BITS)])]);
  const half = builder.node('Add', [carried, number(2 ** (HIGH_BITS - 1))]);
  const sum = builder.node('Add', [high, half]);
  return builder.node('Floor', [builder.node('Mul', [sum, number(2 ** -HIGH_BITS)])]);
}
