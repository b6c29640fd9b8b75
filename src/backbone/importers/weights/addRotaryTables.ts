import type { TrunkBuilder } from './TrunkBuilder.ts';

/** Rotations of query and key by the position of their patch, as in DINOv3. */
export interface RotaryPositions {
  readonly kind: 'rotary';
  /** Periods are `base`^(4i ÷ head size) if the file contains none. */
  readonly base: number;
}

/** Tensors with the cosines and sines of the angles of every patch, cells × head size. */
export interface RotaryTables {
  readonly cosine: string;
  readonly sine: string;
}

/**
 * Adds the rotary tables of DINOv3 to the graph: the centers of the patches, each axis scaled to −1 … 1,
 * times 2π over the periods; rows first, then columns, then both again.
 */
export function addRotaryTables(
  trunk: TrunkBuilder,
  [height, width]: readonly [height: string, width: string],
  headSize: number,
  base: number,
): RotaryTables {
  const { graph } = trunk;
  const quarter = headSize / 4;
  const angular = trunk.lazy('rotary_frequencies', [1, quarter], () =>
    frequencies(trunk, quarter, base),
  );
  if (trunk.weights.has('rope_embed.periods')) trunk.weights.shape('rope_embed.periods');
  const rows = angles(trunk, height, angular);
  const columns = angles(trunk, width, angular);
  const size = graph.node('Concat', [height, width, graph.int64([quarter])], { axis: 0 });
  const spread = (values: string, axis: number) =>
    graph.node('Expand', [graph.node('Unsqueeze', [values, graph.int64([axis])]), size]);
  const both = graph.node('Concat', [spread(rows, 1), spread(columns, 0)], { axis: 2 });
  const flat = graph.node('Reshape', [both, graph.int64([-1, 2 * quarter])]);
  const twice = graph.node('Concat', [flat, flat], { axis: 1 });
  return { cosine: graph.node('Cos', [twice]), sine: graph.node('Sin', [twice]) };
}

/** cells × quarter: (2 (i + ½) ÷ cells − 1) times the frequencies. */
function angles({ graph }: TrunkBuilder, cells: string, frequencies: string): string {
  const scalar = (value: number) => graph.float([], Float32Array.of(value));
  const count = graph.node('Squeeze', [graph.node('Cast', [cells], { to: 1 })]);
  const indices = graph.node('Range', [scalar(0), count, scalar(1)]);
  const centers = graph.node('Div', [graph.node('Add', [indices, scalar(0.5)]), count]);
  const places = graph.node('Sub', [graph.node('Mul', [centers, scalar(2)]), scalar(1)]);
  const column = graph.node('Unsqueeze', [places, graph.int64([1])]);
  return graph.node('Mul', [column, frequencies]);
}

async function frequencies(
  { weights }: TrunkBuilder,
  quarter: number,
  base: number,
): Promise<Float32Array> {
  const periods = weights.has('rope_embed.periods')
    ? await weights.read('rope_embed.periods')
    : Float32Array.from({ length: quarter }, (_, i) => base ** (i / quarter));
  return periods.map((period) => (2 * Math.PI) / period);
}
