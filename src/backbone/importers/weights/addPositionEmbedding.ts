import type { TrunkBuilder } from './TrunkBuilder.ts';

/** A learned grid of positions that is interpolated bicubically, as in DINOv2. */
export interface LearnedPositions {
  readonly kind: 'interpolated';
  readonly antialias: boolean;
  /** Number of cells added to the size before the scale is computed. */
  readonly offset: number;
}

/**
 * Adds a learned position embedding, interpolated bicubically from its own square grid to that of the
 * input. This happens in the graph, so that one file serves every input size.
 * @param patches tokens, N × cells × width.
 * @returns the patches, and the class token with its own position.
 */
export function addPositionEmbedding(
  trunk: TrunkBuilder,
  patches: string,
  grid: readonly [height: string, width: string],
  width: number,
  { antialias, offset }: LearnedPositions,
): { readonly patches: string; readonly classToken: string } {
  const { graph, weights } = trunk;
  const [, rows] = weights.shape('pos_embed');
  const side = Math.floor(Math.sqrt(rows));
  const hasClass = rows === side * side + 1;
  if (!hasClass && rows !== side * side) {
    throw weights.invalid(`a position embedding of ${rows} rows, which do not form a square`);
  }
  const read = () => weights.read('pos_embed');
  const classToken = trunk.lazy('class_token', [1, 1, width], async () => {
    const token = await weights.read('cls_token');
    return hasClass ? addFirst(token, await read()) : token;
  });
  weights.shape('cls_token');
  const learned = trunk.lazy('position_grid', [1, width, side, side], async () => {
    const values = (await read()).subarray(hasClass ? width : 0);
    return transpose(values, side * side, width);
  });
  const resized = graph.node('Resize', [learned, '', scalesTo(trunk, grid, side, offset)], {
    mode: 'cubic',
    coordinate_transformation_mode: 'half_pixel',
    // PyTorch's kernels: −0.75 without antialias, −0.5 with.
    cubic_coeff_a: { float: antialias ? -0.5 : -0.75 },
    antialias: antialias ? 1 : 0,
    // With antialias PyTorch leaves out what lies beyond the border; without, it repeats the border.
    exclude_outside: antialias ? 1 : 0,
  });
  const flat = graph.node('Reshape', [resized, graph.int64([1, width, -1])]);
  const places = graph.node('Transpose', [flat], { perm: [0, 2, 1] });
  return { patches: graph.node('Add', [patches, places]), classToken };
}

/** 1, 1, (height + offset) ÷ side, (width + offset) ÷ side. */
function scalesTo(
  { graph }: TrunkBuilder,
  grid: readonly string[],
  side: number,
  offset: number,
): string {
  const size = graph.node('Cast', [graph.node('Concat', grid, { axis: 0 })], { to: 1 });
  const moved = graph.node('Add', [size, graph.float([], Float32Array.of(offset))]);
  const scales = graph.node('Div', [moved, graph.float([], Float32Array.of(side))]);
  return graph.node('Concat', [graph.float([2], Float32Array.of(1, 1)), scales], { axis: 0 });
}

function addFirst(token: Float32Array, positions: Float32Array): Float32Array {
  return token.map((value, i) => value + positions[i]);
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column];
    }
  }
  return out;
}
