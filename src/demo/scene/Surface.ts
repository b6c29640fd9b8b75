import type { Color } from './Color.ts';

/** The material at one point, which painters write and defects change. Reused for every pixel. */
export class Surface {
  /** Reflected share of red light, linear, 0..1. */
  red = 0;
  /** Reflected share of green light, linear, 0..1. */
  green = 0;
  /** Reflected share of blue light, linear, 0..1. */
  blue = 0;
  /** Height above the part's plane in part coordinates; its slope determines the shading. */
  height = 0;
  /** Strength of the mirror-like reflection, 0 matte .. 1 polished. */
  gloss = 0;

  /** Sets all properties of the point. */
  set(color: Color, height: number, gloss: number): void {
    this.red = color.red;
    this.green = color.green;
    this.blue = color.blue;
    this.height = height;
    this.gloss = gloss;
  }

  /** Mixes a color in by `share`, 0 none .. 1 all. */
  blend(color: Color, share: number): void {
    this.red += (color.red - this.red) * share;
    this.green += (color.green - this.green) * share;
    this.blue += (color.blue - this.blue) * share;
  }

  /** Makes the color brighter or darker by a factor from 0. */
  scale(factor: number): void {
    this.red *= factor;
    this.green *= factor;
    this.blue *= factor;
  }

  /** Mixes another surface in by `share`, 0 none .. 1 all: color, height and gloss. */
  blendSurface(other: Surface, share: number): void {
    this.blend(other, share);
    this.height += (other.height - this.height) * share;
    this.gloss += (other.gloss - this.gloss) * share;
  }
}
