import type { Defect } from '../defects/Defect.ts';
import type { Scene } from '../scene/Scene.ts';
import { encodeLevel } from './sensor.ts';
import { paintPlanes, shadePlanes } from './planes.ts';
import type { View, Window } from './View.ts';

// One pixel for the slope of the height, and one for the blur.
const margin = 2;
const bandRows = 96;

/**
 * Renders a window of an image without sensor noise: sRGB levels 0..255, not rounded, interleaved, height × width × 3.
 * The value of a pixel does not depend on the window that it is rendered in.
 */
export function renderWindow(
  scene: Scene,
  defect: Defect | null,
  view: View,
  window: Window,
): Float32Array {
  const levels = new Float32Array(window.height * window.width * 3);
  for (let row = 0; row < window.height; row += bandRows) {
    const height = Math.min(bandRows, window.height - row);
    renderBand(scene, defect, view, { ...window, top: window.top + row, height }, levels, row);
  }
  return levels;
}

function renderBand(
  scene: Scene,
  defect: Defect | null,
  view: View,
  band: Window,
  levels: Float32Array,
  firstRow: number,
): void {
  const outer: Window = {
    top: band.top - margin,
    left: band.left - margin,
    height: band.height + 2 * margin,
    width: band.width + 2 * margin,
  };
  const planes = paintPlanes(scene, defect, view, outer);
  shadePlanes(planes, view, outer);
  const channels = [planes.red, planes.green, planes.blue];
  for (let channel = 0; channel < 3; channel++) {
    const plane = channels[channel];
    blurRows(plane, outer.width, view.blur);
    for (let y = 0; y < band.height; y++) {
      const from = (y + margin) * outer.width + margin;
      let to = ((firstRow + y) * band.width + 0) * 3 + channel;
      for (let x = 0; x < band.width; x++, to += 3) {
        const i = from + x;
        const near = plane[i - outer.width] + plane[i + outer.width];
        levels[to] = encodeLevel(plane[i] * (1 - 2 * view.blur) + near * view.blur);
      }
    }
  }
}

function blurRows(plane: Float32Array, width: number, weight: number): void {
  for (let start = 0; start < plane.length; start += width) {
    let before = plane[start];
    for (let i = start + 1; i < start + width - 1; i++) {
      const here = plane[i];
      plane[i] = here * (1 - 2 * weight) + (before + plane[i + 1]) * weight;
      before = here;
    }
  }
}
