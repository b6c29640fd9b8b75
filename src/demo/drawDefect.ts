import { Random } from '../core/random/index.ts';
import { changedMask } from './defects/changedMask.ts';
import type { Defect } from './defects/Defect.ts';
import { makeDefect } from './defects/makeDefect.ts';
import type { DefectType } from './defectTypes.ts';
import type { PartOptions } from './PartOptions.ts';
import { renderWindow } from './render/renderWindow.ts';
import type { View, Window } from './render/View.ts';
import type { PartCategory, Scene } from './scene/Scene.ts';
import { streamSeed } from './streamSeed.ts';

/** The part that a defect is drawn on. */
export interface DefectTarget {
  readonly options: PartOptions;
  readonly defect: DefectType;
  readonly category: PartCategory;
  readonly view: View;
  /** Builds the part of the image again, with one feature left out or with none. */
  readonly build: (missing: number | null) => Scene;
}

const attempts = 24;

/**
 * Draws a defect into the rendered levels (in place) and returns its mask (height × width, 0 or 1). A defect that would
 * hardly be visible, for example behind the part, is drawn at another place, always in the same order.
 */
export function drawDefect(levels: Float32Array, target: DefectTarget): Uint8Array {
  const { options, view } = target;
  const { category, seed, index, height, width, scratchWidthPx = 0 } = options;
  const short = Math.min(height, width);
  const leastArea = Math.max(10, Math.min(2e-4 * short * short, 2 * scratchWidthPx));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const random = new Random(streamSeed(category, seed, index, target.defect, attempt));
    const { scene, defect } = makeChange(random, target);
    const window = defect === null ? wholeImage(view) : windowOf(defect, view);
    if (window === null) continue;
    const changed = renderWindow(scene, defect, view, window);
    const clean = copyWindow(levels, width, window);
    const closingRadius = Math.max(1, Math.round(short / 300));
    const part = changedMask(clean, changed, window.height, window.width, closingRadius);
    if (part.reduce((sum, value) => sum + value, 0) < leastArea) continue;
    const mask = new Uint8Array(height * width);
    for (let y = 0; y < window.height; y++) {
      const to = (window.top + y) * width + window.left;
      mask.set(part.subarray(y * window.width, (y + 1) * window.width), to);
      levels.set(changed.subarray(y * window.width * 3, (y + 1) * window.width * 3), to * 3);
    }
    return mask;
  }
  throw new RangeError(`no visible ${target.defect} of ${category} in ${attempts} attempts`);
}

function makeChange(
  random: Random,
  { options, defect, category, view, build }: DefectTarget,
): { scene: Scene; defect: Defect | null } {
  if (defect === 'missing') return { scene: build(random.uniform()), defect: null };
  const scene = build(null);
  const { scratchWidthPx, scratchLengthPx } = options;
  const pixel = 1 / view.pixelsPerUnit;
  const context = {
    random,
    scene,
    look: category.look,
    pixel,
    scratchWidth: scratchWidthPx === undefined ? null : scratchWidthPx * pixel,
    scratchLength: scratchLengthPx === undefined ? null : scratchLengthPx * pixel,
  };
  return { scene, defect: keepOnPart(makeDefect(defect, context), scene) };
}

/** Confines a defect to the part if the part has an outline; the background stays as it is. */
function keepOnPart(defect: Defect, scene: Scene): Defect {
  if (scene.outline === undefined) return defect;
  return {
    ...defect,
    apply(u, v, out) {
      if ((scene.outline?.(u, v) ?? 0) < 0) defect.apply(u, v, out);
    },
  };
}

function wholeImage(view: View): Window {
  return { top: 0, left: 0, height: view.height, width: view.width };
}

/** The window of pixels that a defect can reach, or null if it lies outside the image. */
function windowOf(defect: Defect, view: View): Window | null {
  const cos = Math.cos(view.rotation);
  const sin = Math.sin(view.rotation);
  const { u, v } = defect.center;
  const x = view.width / 2 + (cos * u - sin * v + view.shiftU) * view.pixelsPerUnit;
  const y = view.height / 2 + (sin * u + cos * v + view.shiftV) * view.pixelsPerUnit;
  // Shading and blur spread a change by two pixels.
  const reach = defect.radius * view.pixelsPerUnit + 3;
  const left = Math.max(0, Math.floor(x - reach));
  const top = Math.max(0, Math.floor(y - reach));
  const right = Math.min(view.width, Math.ceil(x + reach));
  const bottom = Math.min(view.height, Math.ceil(y + reach));
  if (right <= left || bottom <= top) return null;
  return { top, left, height: bottom - top, width: right - left };
}

function copyWindow(levels: Float32Array, imageWidth: number, window: Window): Float32Array {
  const copy = new Float32Array(window.height * window.width * 3);
  for (let y = 0; y < window.height; y++) {
    const from = ((window.top + y) * imageWidth + window.left) * 3;
    copy.set(levels.subarray(from, from + window.width * 3), y * window.width * 3);
  }
  return copy;
}
