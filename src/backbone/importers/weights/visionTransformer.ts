import { addPositionEmbedding, type LearnedPositions } from './addPositionEmbedding.ts';
import { addRotaryTables, type RotaryPositions } from './addRotaryTables.ts';
import type { TrunkBuilder } from './TrunkBuilder.ts';
import { type TokenContext, transformerBlock } from './transformerBlock.ts';

/** Properties of a vision transformer that do not follow from its weights. */
export interface VisionTransformer {
  readonly heads: number;
  /** ε of the layer normalizations. */
  readonly epsilon: number;
  readonly position: PositionEncoding;
}

/** How positions are encoded: by a learned grid that is interpolated, or by rotations of query and key. */
type PositionEncoding = LearnedPositions | RotaryPositions;

/**
 * A vision transformer (Dosovitskiy et al., 2021) as in DINOv2 (Oquab et al., 2023), with or without
 * registers (Darcet et al., 2023), and in DINOv3 (Siméoni et al., 2025). Names: the authors', which
 * timm shares except for {@link renameTransformer}. Takes any input whose sides are multiples of the patch.
 *
 * Taps: `block_1` … : the patch tokens after each block, with the network's last layer normalization
 * applied, as a feature map (the authors' `get_intermediate_layers(reshape=True, norm=True)`).
 */
export function visionTransformer(trunk: TrunkBuilder, network: VisionTransformer): void {
  const { weights, graph } = trunk;
  const [width, , patch] = weights.shape('patch_embed.proj.weight');
  const patches = graph.node(
    'Conv',
    [
      trunk.input.tensor,
      trunk.constant('patch_embed.proj.weight'),
      trunk.constant('patch_embed.proj.bias'),
    ],
    { kernel_shape: [patch, patch], strides: [patch, patch] },
  );
  const shape = graph.node('Shape', [patches]);
  const side = (axis: number) =>
    graph.node('Slice', [shape, graph.int64([axis]), graph.int64([axis + 1])]);
  const grid = [side(2), side(3)] as const;
  const batch = side(0);
  const flat = graph.node('Reshape', [patches, graph.int64([0, width, -1])]);
  const tokens = graph.node('Transpose', [flat], { perm: [0, 2, 1] });
  const { position } = network;
  const placed =
    position.kind === 'interpolated'
      ? addPositionEmbedding(trunk, tokens, grid, width, position)
      : { patches: tokens, classToken: trunk.constant('cls_token') };
  const registers = weights.has('register_tokens') ? [trunk.constant('register_tokens')] : [];
  const registerCount = registers.length === 0 ? 0 : weights.shape('register_tokens')[1];
  const prefix = 1 + registerCount;
  const expand = (token: string) =>
    graph.node('Expand', [token, graph.node('Concat', [batch, graph.int64([1, 1])], { axis: 0 })]);
  let x = graph.node(
    'Concat',
    [expand(placed.classToken), ...registers.map(expand), placed.patches],
    { axis: 1 },
  );
  const { heads, epsilon } = network;
  const rotary =
    position.kind === 'rotary'
      ? addRotaryTables(trunk, grid, width / heads, position.base)
      : undefined;
  const context: TokenContext = { trunk, heads, width, epsilon, prefix, grid, rotary };
  for (let block = 0; block === 0 || weights.has(`blocks.${block}.norm1.weight`); block++) {
    x = transformerBlock(context, x, `blocks.${block}`);
    trunk.tap(`block_${block + 1}`, {
      tensor: featureMap(context, x),
      channels: width,
      stride: patch,
    });
  }
}

/** Translates the names that timm and the DINOv3 authors use for the same tensors. */
export function renameTransformer(name: string): string {
  return name
    .replace(/^(reg_token|storage_tokens)$/, 'register_tokens')
    .replace(/\.gamma_([12])$/, '.ls$1.gamma');
}

/** Normalizes the tokens, drops those before the patches and arranges the rest on the grid. */
function featureMap({ trunk, width, epsilon, prefix, grid }: TokenContext, tokens: string): string {
  const { graph } = trunk;
  const ends = [graph.int64([prefix]), graph.int64([2 ** 31 - 1]), graph.int64([1])];
  const patches = graph.node('Slice', [tokens, ...ends]);
  const norm = ['norm.weight', 'norm.bias'].map((name) => shared(trunk, name));
  const normalized = graph.node('LayerNormalization', [patches, ...norm], {
    epsilon: { float: epsilon },
  });
  const channelsFirst = graph.node('Transpose', [normalized], { perm: [0, 2, 1] });
  const dims = graph.node('Concat', [graph.int64([0, width]), ...grid], { axis: 0 });
  return graph.node('Reshape', [channelsFirst, dims]);
}

/** Adds a constant that several nodes use only once. */
function shared(trunk: TrunkBuilder, name: string): string {
  return trunk.hasConstant(name) ? name : trunk.constant(name);
}
