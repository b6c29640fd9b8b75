import type { RotaryTables } from './addRotaryTables.ts';
import type { TrunkBuilder } from './TrunkBuilder.ts';

/** The context of a token sequence that every block needs. */
export interface TokenContext {
  readonly trunk: TrunkBuilder;
  readonly heads: number;
  readonly width: number;
  readonly epsilon: number;
  /** Class and register tokens before the patches. */
  readonly prefix: number;
  /** Height and width of the patch grid, as two int64 tensors of one value. */
  readonly grid: readonly [height: string, width: string];
  readonly rotary: RotaryTables | undefined;
}

/** Layer normalization, attention, sum; layer normalization, two-layer network, sum. */
export function transformerBlock(context: TokenContext, input: string, name: string): string {
  const { trunk, epsilon } = context;
  const { graph } = trunk;
  const normalized = (x: string, norm: string) => {
    const constants = ['weight', 'bias'].map((part) => trunk.constant(`${name}.${norm}.${part}`));
    return graph.node('LayerNormalization', [x, ...constants], { epsilon: { float: epsilon } });
  };
  const attended = attention(context, normalized(input, 'norm1'), name);
  const middle = graph.node('Add', [input, attended]);
  const wide = linear(trunk, normalized(middle, 'norm2'), `${name}.mlp.fc1`);
  const narrow = linear(trunk, gelu(trunk, wide), `${name}.mlp.fc2`, `${name}.ls2.gamma`);
  return graph.node('Add', [middle, narrow]);
}

function attention(context: TokenContext, input: string, name: string): string {
  const { trunk, heads, width, prefix, rotary } = context;
  const { graph } = trunk;
  const joined = linear(trunk, input, `${name}.attn.qkv`);
  // N × tokens × (3 · heads · size) → 3 × N × heads × tokens × size.
  const parts = graph.node('Reshape', [joined, graph.int64([0, 0, 3, heads, width / heads])]);
  const ordered = graph.node('Transpose', [parts], { perm: [2, 0, 3, 1, 4] });
  const [query, key, value] = [0, 1, 2].map((i) =>
    graph.node('Squeeze', [
      graph.node('Slice', [ordered, graph.int64([i]), graph.int64([i + 1])]),
      graph.int64([0]),
    ]),
  );
  const turned = (x: string) =>
    rotary === undefined ? x : rotate(trunk, x, rotary, prefix, width / heads);
  const scale = graph.float([], Float32Array.of((width / heads) ** -0.5));
  const keys = graph.node('Transpose', [turned(key)], { perm: [0, 1, 3, 2] });
  const products = graph.node('MatMul', [graph.node('Mul', [turned(query), scale]), keys]);
  const shares = graph.node('Softmax', [products], { axis: -1 });
  const mixed = graph.node('MatMul', [shares, value]);
  const rows = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  const flat = graph.node('Reshape', [rows, graph.int64([0, 0, width])]);
  return linear(trunk, flat, `${name}.attn.proj`, `${name}.ls1.gamma`);
}

/** Rotates the values of the patches, but not those of the tokens before them: x cos + (−x₂, x₁) sin. */
function rotate(
  { graph }: TrunkBuilder,
  input: string,
  { cosine, sine }: RotaryTables,
  prefix: number,
  size: number,
): string {
  const slice = (x: string, axis: number, from: number, to: number) =>
    graph.node('Slice', [x, graph.int64([from]), graph.int64([to]), graph.int64([axis])]);
  const before = slice(input, 2, 0, prefix);
  const patches = slice(input, 2, prefix, 2 ** 31 - 1);
  const first = slice(patches, 3, 0, size / 2);
  const second = slice(patches, 3, size / 2, size);
  const half = graph.node('Concat', [graph.node('Neg', [second]), first], { axis: 3 });
  const turned = graph.node('Add', [
    graph.node('Mul', [patches, cosine]),
    graph.node('Mul', [half, sine]),
  ]);
  return graph.node('Concat', [before, turned], { axis: 2 });
}

/**
 * x Wᵀ + b. A layer scale after it is folded into both. A bias mask, with which DINOv3 omits the key's
 * bias, is folded into the bias.
 */
function linear(trunk: TrunkBuilder, input: string, name: string, gamma?: string): string {
  const { weights, graph } = trunk;
  const [outputs, inputs] = weights.shape(`${name}.weight`);
  const scale = gamma !== undefined && weights.has(gamma) ? gamma : undefined;
  if (scale !== undefined) weights.shape(scale);
  const factors = () => (scale === undefined ? undefined : weights.read(scale));
  const matrix = trunk.lazy(`${name}.matrix`, [inputs, outputs], async () =>
    transposed(await weights.read(`${name}.weight`), outputs, inputs, await factors()),
  );
  const product = graph.node('MatMul', [input, matrix]);
  if (!weights.has(`${name}.bias`)) return product;
  weights.shape(`${name}.bias`);
  const mask = `${name}.bias_mask`;
  if (weights.has(mask)) weights.shape(mask);
  const bias = trunk.lazy(`${name}.bias`, [outputs], async () => {
    const own = await weights.read(`${name}.bias`);
    const kept = weights.has(mask) ? await weights.read(mask) : undefined;
    const scales = await factors();
    return own.map((value, i) => value * (kept?.[i] ?? 1) * (scales?.[i] ?? 1));
  });
  return graph.node('Add', [product, bias]);
}

/** outputs × inputs → inputs × outputs, each output scaled. */
function transposed(
  values: Float32Array,
  outputs: number,
  inputs: number,
  scales: Float32Array | undefined,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let output = 0; output < outputs; output++) {
    const scale = scales?.[output] ?? 1;
    for (let i = 0; i < inputs; i++)
      out[i * outputs + output] = values[output * inputs + i] * scale;
  }
  return out;
}

/** x Φ(x), by the error function. */
function gelu({ graph }: TrunkBuilder, input: string): string {
  const scalar = (value: number) => graph.float([], Float32Array.of(value));
  const error = graph.node('Erf', [graph.node('Div', [input, scalar(Math.SQRT2)])]);
  const share = graph.node('Mul', [graph.node('Add', [error, scalar(1)]), scalar(0.5)]);
  return graph.node('Mul', [input, share]);
}
