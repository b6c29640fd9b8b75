import type { RgbImage } from '../../core/image/index.ts';
import type { Random } from '../../core/random/index.ts';
import { cutPaste } from './cutPaste.ts';
import type { GeneratedDefect } from './GeneratedDefect.ts';
import { noiseTexture } from './noiseTexture.ts';
import { scratch } from './scratch.ts';

/** Every way of generating a defect, by name. */
export const defectGenerators = {
  'cut-paste': cutPaste,
  texture: noiseTexture,
  scratch,
} as const satisfies Record<string, (good: RgbImage, random: Random) => GeneratedDefect>;

/** Name of a way. */
export type GeneratedDefectType = keyof typeof defectGenerators;
