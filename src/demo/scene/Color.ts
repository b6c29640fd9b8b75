/** A color in linear light, each part 0..1. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** A color in linear light from its usual 24-bit sRGB code, 0x000000..0xffffff. */
export function linearColor(code: number): Color {
  return {
    red: linearOf((code >> 16) & 255),
    green: linearOf((code >> 8) & 255),
    blue: linearOf(code & 255),
  };
}

function linearOf(level: number): number {
  const share = level / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
