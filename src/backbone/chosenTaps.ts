import type { BackboneManifest } from './manifest.ts';

/** The taps asked for, else the manifest's default, else all that it lists; shallowest first. */
export function chosenTaps(
  { defaultTaps, taps }: BackboneManifest,
  wanted: readonly string[] | undefined,
): readonly string[] {
  return wanted ?? defaultTaps ?? taps.map(({ name }) => name);
}
