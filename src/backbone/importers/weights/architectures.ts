import type { ArchitectureName } from '../../../config/index.ts';
import { densenet, renameDensenet } from './densenet.ts';
import { type MobileNetwork, mobilenet } from './mobilenet.ts';
import { preActivationResnet } from './preActivationResnet.ts';
import { resnet } from './resnet.ts';
import type { TrunkBuilder } from './TrunkBuilder.ts';
import {
  renameTransformer,
  type VisionTransformer,
  visionTransformer,
} from './visionTransformer.ts';

/** How the weights of one architecture become a trunk. */
export interface Architecture {
  readonly family: string;
  /** Side of the input in pixels that the network was made for; a multiple of `patch`. */
  readonly size: number;
  /** Sides of the input must be multiples of this. */
  readonly patch?: number;
  /** Taps used where none are asked for. */
  readonly defaultTaps: readonly string[];
  readonly build: (trunk: TrunkBuilder) => void;
  /** From a file's names to the importer's. */
  readonly rename?: (name: string) => string;
  /** ε of the batch normalizations; torchvision's where its names are used. Default 1e-5. */
  readonly epsilon?: { readonly torchvision: number; readonly timm: number };
}

const residual = { family: 'resnet', size: 224, defaultTaps: ['layer2', 'layer3'], build: resnet };

function mobile(
  family: string,
  size: number,
  defaultTaps: readonly string[],
  network: MobileNetwork,
): Architecture {
  return { family, size, defaultTaps, build: (trunk) => mobilenet(trunk, network) };
}

const efficientNetwork: MobileNetwork = {
  stages: 'staged',
  strides: [1, 2, 2, 2, 1, 2, 1],
  stemActivation: 'Silu',
  activation: () => 'Silu',
  squeezeExcite: ['Silu', 'Sigmoid'],
};

function efficientnet(size: number, defaultTaps: readonly string[]): Architecture {
  return mobile('efficientnet', size, defaultTaps, efficientNetwork);
}

function mobileNetV3(strides: readonly number[], firstSwish: number, taps: readonly string[]) {
  const network: MobileNetwork = {
    stages: 'flat',
    strides,
    stemActivation: 'HardSwish',
    activation: (block) => (block < firstSwish ? 'Relu' : 'HardSwish'),
    squeezeExcite: ['Relu', 'HardSigmoid'],
  };
  const epsilon = { torchvision: 1e-3, timm: 1e-5 };
  return { ...mobile('mobilenetv3', 224, taps, network), epsilon };
}

function transformer(
  family: string,
  patch: number,
  defaultTaps: readonly string[],
  network: VisionTransformer,
): Architecture {
  return {
    family,
    size: 16 * patch,
    patch,
    defaultTaps,
    build: (trunk) => visionTransformer(trunk, network),
    rename: renameTransformer,
  };
}

function dinov2(heads: number, taps: readonly string[], registers: boolean): Architecture {
  // The authors' networks with registers interpolate with antialias and to the exact size; those
  // without add 0.1 to the size, as their training did.
  const position = {
    kind: 'interpolated',
    antialias: registers,
    offset: registers ? 0 : 0.1,
  } as const;
  return transformer('dinov2', 14, taps, { heads, epsilon: 1e-6, position });
}

function dinov3(heads: number): Architecture {
  const position = { kind: 'rotary', base: 100 } as const;
  return transformer('dinov3', 16, ['block_8', 'block_12'], { heads, epsilon: 1e-5, position });
}

/** Every architecture whose weights can be imported, by name. */
export const architectures = {
  resnet18: residual,
  resnet34: residual,
  resnet50: residual,
  resnet101: residual,
  resnet152: residual,
  resnext50_32x4d: residual,
  resnext101_32x8d: residual,
  wide_resnet50_2: residual,
  wide_resnet101_2: residual,
  resnet50v2: { ...residual, family: 'resnetv2', build: preActivationResnet },
  densenet201: {
    family: 'densenet',
    size: 224,
    defaultTaps: ['denseblock2', 'denseblock3'],
    build: densenet,
    rename: renameDensenet,
  },
  mobilenet_v2: mobile('mobilenetv2', 224, ['block_6', 'block_13'], {
    stages: 'flat',
    strides: [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1],
    stemActivation: 'Relu6',
    activation: () => 'Relu6',
    squeezeExcite: ['Relu', 'Sigmoid'],
  }),
  mobilenet_v3_large: mobileNetV3([1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1], 7, [
    'block_6',
    'block_12',
  ]),
  mobilenet_v3_small: mobileNetV3([2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1], 4, ['block_3', 'block_8']),
  efficientnet_b0: efficientnet(224, ['block_5', 'block_11']),
  efficientnet_b1: efficientnet(240, ['block_8', 'block_16']),
  efficientnet_b2: efficientnet(288, ['block_8', 'block_16']),
  efficientnet_b3: efficientnet(300, ['block_8', 'block_18']),
  efficientnet_b4: efficientnet(380, ['block_10', 'block_22']),
  dinov2_vits14: dinov2(6, ['block_8', 'block_12'], false),
  dinov2_vitb14: dinov2(12, ['block_8', 'block_12'], false),
  dinov2_vitl14: dinov2(16, ['block_16', 'block_24'], false),
  dinov2_vits14_reg4: dinov2(6, ['block_8', 'block_12'], true),
  dinov2_vitb14_reg4: dinov2(12, ['block_8', 'block_12'], true),
  dinov2_vitl14_reg4: dinov2(16, ['block_16', 'block_24'], true),
  dinov3_vits16: dinov3(6),
  dinov3_vitb16: dinov3(12),
} as const satisfies Record<ArchitectureName, Architecture>;

export type { ArchitectureName };
