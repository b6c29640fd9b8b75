/** A color in linear light, each part 0..1. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}
