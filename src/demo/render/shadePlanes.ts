import type { Planes } from './Planes.ts';
import type { View } from './View.ts';
import type { Window } from './Window.ts';

/**
 * Lights painted planes in place: diffuse and mirror-like reflection from the slope of the height, uneven lamp, vignette.
 * The outermost ring of pixels has no slope; callers paint a margin. Cost: one pass.
 * @param window where the planes lie in the image.
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
      // A room's own light keeps slopes that face away from turning black.
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
