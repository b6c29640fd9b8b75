import type { BackboneManifest } from '../manifest.ts';

/** The source that the build step makes a shipped backbone from. */
export interface BackboneSource {
  /** npm package that contains the weights; a development dependency. */
  readonly dependency: string;
  /** TensorFlow.js graph model inside that package. */
  readonly modelJson: string;
  readonly cut: {
    readonly input: string;
    readonly inputChannels: number;
    readonly taps: Readonly<Record<string, string>>;
    readonly namePrefix: string;
  };
  readonly strides: Readonly<Record<string, number>>;
  readonly defaultTaps: readonly string[];
  readonly manifest: Pick<
    BackboneManifest,
    'name' | 'description' | 'input' | 'license' | 'source'
  >;
}

const trunk =
  'StatefulPartitionedCall/center_net_mobile_net_v2fpn_feature_extractor/model_1/model/';

const expandRelu = (block: number) => `${trunk}block_${block}_expand_relu/Relu6`;

/**
 * MoveNet SinglePose Lightning (Google, Apache-2.0): its trunk is a MobileNetV2 of width 1.0.
 *
 * The graph takes RGB in 0..255 and computes `x * 0.00784 - 1` (`sub_1`); the `stack` node before that
 * only adds the batch axis and does not reorder channels, so the trunk reads RGB in [-1, 1].
 */
export const movenetLightning: BackboneSource = {
  dependency: '@vladmandic/human',
  modelJson: 'models/movenet-lightning.json',
  cut: {
    input: 'StatefulPartitionedCall/sub_1',
    inputChannels: 3,
    taps: {
      block_3_expand: expandRelu(3),
      block_6_expand: expandRelu(6),
      block_10_expand: expandRelu(10),
      block_13_expand: expandRelu(13),
    },
    namePrefix: trunk,
  },
  strides: { block_3_expand: 4, block_6_expand: 8, block_10_expand: 16, block_13_expand: 16 },
  defaultTaps: ['block_6_expand', 'block_10_expand'],
  manifest: {
    name: 'movenet-lightning',
    description: 'MobileNetV2 (width 1.0) trunk of MoveNet SinglePose Lightning, cut at block 13',
    input: {
      name: 'input',
      layout: 'NCHW',
      color: 'RGB',
      range: [0, 1],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      size: 192,
    },
    license: 'Apache-2.0',
    source:
      'https://tfhub.dev/google/movenet/singlepose/lightning/4 by way of npm @vladmandic/human, models/movenet-lightning',
  },
};
