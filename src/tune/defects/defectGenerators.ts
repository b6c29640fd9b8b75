import type { RgbImage } from '../../core/image/index.ts';
import type { Random } from '../../core/random/index.ts';
import type { GeneratedDefect } from './blend.ts';
import { cutPaste } from './cutPaste.ts';
import { noiseTexture } from './noiseTexture.ts';
import { scratch } from './scratch.ts';

/** The defect generators, by name. */
export const defectGenerators = {
  'cut-paste': cutPaste,
  texture: noiseTexture,
  scratch,
} as const satisfies Record<string, (good: RgbImage, random: Random) => GeneratedDefect>;

/** Name of a generator, and the type of its defects. */
export type GeneratedDefectType = keyof typeof defectGenerators;
