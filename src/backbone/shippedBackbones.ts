import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Names of the backbones that the package carries; the first one is the default. */
export const shippedBackbones = ['movenet-lightning'] as const;

/** Absolute path of the folder beside the compiled code that the build step writes a backbone to. */
export function shippedBackboneOutput(name: string): string {
  return fileURLToPath(new URL(`../backbones/${name}/`, import.meta.url));
}

/**
 * Absolute path of the folder of a shipped backbone: beside the compiled code, or, when the sources
 * run by themselves, in the checkout's `dist`.
 */
export function shippedBackboneDirectory(name: string): string {
  const built = shippedBackboneOutput(name);
  if (existsSync(built)) return built;
  return fileURLToPath(new URL(`../../dist/backbones/${name}/`, import.meta.url));
}
