import type { Defect } from '../defects/Defect.ts';
import type { Scene } from '../scene/Scene.ts';
import { Surface } from '../scene/Surface.ts';
import type { Planes } from './Planes.ts';
import type { View } from './View.ts';
import type { Window } from './Window.ts';

/** Samples a scene, and the defect if there is one, at every pixel of a window, which may reach beyond the image. */
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
