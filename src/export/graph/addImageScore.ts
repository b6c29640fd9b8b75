import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import type { PlaceStatistics } from '../../core/calibration/index.ts';
import type { Size } from '../../core/image/index.ts';
import { outputs } from './names.ts';

/** How the image score is computed from patch scores. */
export interface ImageScorePlan {
  /** Name of the raw patch scores, (N·P) × 1. */
  readonly raw: string;
  readonly grid: Size;
  /** Null if scores are not standardized by place. */
  readonly places: PlaceStatistics | null;
  /** Share of the patches whose mean is the image score. */
  readonly topShare: number;
  /** Name of the factors of the image scores, N; null for none. */
  readonly density: string | null;
}

/** Adds patch scores by place (N × height × width) and the image score (N), both outputs. */
export function addImageScore(
  builder: GraphBuilder,
  { raw, grid, places, topShare, density }: ImageScorePlan,
): void {
  const { height, width } = grid;
  const onGrid = [raw, builder.int64([-1, height, width])];
  if (places === null) builder.node('Reshape', onGrid, {}, outputs.patchScores);
  else addStandardization(builder, builder.node('Reshape', onGrid), places);
  const patches = height * width;
  const flat = builder.node('Reshape', [outputs.patchScores, builder.int64([-1, patches])]);
  const count = Math.max(1, Math.floor(topShare * patches));
  const [highest] = builder.nodeOfMany('TopK', [flat, builder.int64([count])], { axis: 1 }, 2);
  const sum = builder.node('ReduceSum', [highest, builder.int64([1])], { keepdims: 0 });
  const share = builder.float([], Float32Array.of(1 / count));
  const factor = density === null ? share : builder.node('Mul', [density, share]);
  builder.node('Mul', [sum, factor], {}, outputs.imageScore);
}

/** level + spread · (score − mean) ÷ deviation, not below 0. */
function addStandardization(
  builder: GraphBuilder,
  scores: string,
  { mean, deviation, level, spread }: PlaceStatistics,
): void {
  const dims = [mean.height, mean.width];
  const slope = builder.float(
    dims,
    deviation.data.map((value) => spread / value),
  );
  const apart = builder.node('Sub', [scores, builder.float(dims, mean.data)]);
  const scaled = builder.node('Mul', [apart, slope]);
  const moved = builder.node('Add', [scaled, builder.float([], Float32Array.of(level))]);
  builder.node('Max', [moved, builder.float([], Float32Array.of(0))], {}, outputs.patchScores);
}
