import type { FitOptions } from './fitConfig.ts';

/** Named configurations; an option that is given in addition to a preset takes precedence. */
export const presets = {
  /** A small input and all channels as they are: for many parts per second on a small machine. */
  fast: { resize: { height: 160, width: 160 }, pooling: 'average', coresetRatio: 0.01 },
  /** The defaults: the whole image is inspected, squeezed to the network's input. */
  balanced: {},
  /** The default network and the paper's side by side. The latter must be fetched or added first. */
  accurate: { backbone: 'movenet-lightning+wide_resnet50_2' },
  /**
   * The paper's network (taps layer2 and layer3) and the published code's preprocessing, patch
   * features and scores: short side to 256, center crop of 224, adaptive pooling to 1024 values, a
   * bank of 10 %. What the crop cuts off is never inspected. The network must be fetched or added first.
   */
  paper: {
    backbone: 'wide_resnet50_2',
    resize: 256,
    crop: 224,
    pooling: 'adaptive',
    dimension: 1024,
    coresetRatio: 0.1,
    maxBankRows: null,
    standardization: 'none',
    topShare: 0,
  },
} as const satisfies Record<string, FitOptions>;

/** The name of one preset. */
export type PresetName = keyof typeof presets;
