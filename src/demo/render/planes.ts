import type { Defect } from '../defects/Defect.ts';
import type { Scene } from '../scene/Scene.ts';
import { Surface } from '../scene/Surface.ts';
import type { View, Window } from './View.ts';

/** Painted material of a window, one float32 value per pixel and plane, row-major. */
export interface Planes {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  /** Height above the part's plane, in part coordinates. */
  readonly relief: Float32Array;
  readonly gloss: Float32Array;
}

/** Samples a scene, and the defect if there is one, at every pixel of a window, which may extend beyond the image. */
export function paintPlanes(
  scene: Scene,
  defect: Defect | null,
  view: View,
  window: Window,
): Planes {
  const size = window.height * window.width;
  const planes: Planes = {
    red: new Float32Array(size),
    green: new Float32Array(size),
    blue: new Float32Array(size),
    relief: new Float32Array(size),
    gloss: new Float32Array(size),
  };
  const surface = new Surface();
  const step = 1 / view.pixelsPerUnit;
  const cos = Math.cos(view.rotation);
  const sin = Math.sin(view.rotation);
  for (let y = 0; y < window.height; y++) {
    const b = (window.top + y + 0.5 - view.height / 2) * step - view.shiftV;
    for (let x = 0; x < window.width; x++) {
      const a = (window.left + x + 0.5 - view.width / 2) * step - view.shiftU;
      const u = cos * a + sin * b;
      const v = cos * b - sin * a;
      scene.sample(u, v, surface);
      if (defect !== null) defect.apply(u, v, surface);
      const i = y * window.width + x;
      planes.red[i] = surface.red;
      planes.green[i] = surface.green;
      planes.blue[i] = surface.blue;
      planes.relief[i] = surface.height;
      planes.gloss[i] = surface.gloss;
    }
  }
  return planes;
}

/**
 * Lights painted planes (in place): diffuse and mirror-like reflection from the slope of the height, uneven lamp, vignette.
 * The outermost ring of pixels has no slope, so callers paint a margin. Cost: one pass.
 * @param window position of the planes in the image.
 */
export function shadePlanes(planes: Planes, view: View, window: Window): void {
  const { red, green, blue, relief, gloss } = planes;
  const [lampX, lampY, lampZ] = view.lamp;
  const half = Math.sqrt(lampX * lampX + lampY * lampY + (lampZ + 1) ** 2);
  const [halfX, halfY, halfZ] = [lampX / half, lampY / half, (lampZ + 1) / half];
  const slopeScale = view.pixelsPerUnit / 2;
  const unit = 1 / Math.min(view.height, view.width);
  for (let y = 0; y < window.height; y++) {
    const b = (window.top + y + 0.5 - view.height / 2) * unit;
    const up = y > 0 ? -window.width : 0;
    const down = y < window.height - 1 ? window.width : 0;
    for (let x = 0; x < window.width; x++) {
      const a = (window.left + x + 0.5 - view.width / 2) * unit;
      const i = y * window.width + x;
      const left = x > 0 ? i - 1 : i;
      const right = x < window.width - 1 ? i + 1 : i;
      const slopeX = (relief[right] - relief[left]) * slopeScale;
      const slopeY = (relief[i + down] - relief[i + up]) * slopeScale;
      const normal = 1 / Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
      const facing = (lampZ - slopeX * lampX - slopeY * lampY) * normal;
      const lamp =
        view.gain *
        (1 + view.gradientU * a + view.gradientV * b) *
        (1 - view.vignette * (a * a + b * b));
      // Ambient light keeps slopes that face away from turning black.
      const diffuse = lamp * (0.3 + (0.7 * Math.max(facing, 0)) / lampZ);
      const mirrored = (halfZ - slopeX * halfX - slopeY * halfY) * normal;
      let shine = mirrored > 0 ? mirrored * mirrored : 0;
      shine *= shine;
      shine *= shine;
      shine *= shine;
      shine *= shine;
      const glint = lamp * gloss[i] * shine;
      red[i] = red[i] * diffuse + glint;
      green[i] = green[i] * diffuse + glint;
      blue[i] = blue[i] * diffuse + glint;
    }
  }
}
