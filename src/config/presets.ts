import type { FitOptions } from './fitConfig.ts';

/** Named configurations; an option that is given beside a preset takes precedence. */
export const presets = {
  /** The defaults: the whole image is inspected, squeezed to the network's input. */
  whole: {},
  /**
   * The published code's preprocessing, patch features and scores: short side to 256, center crop of 224,
   * adaptive pooling to 1024 values. What the crop cuts off is never inspected.
   */
  paper: {
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
