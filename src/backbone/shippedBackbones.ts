import { packageFile } from '../files/index.ts';

/** Names of the backbones that the package carries; the first one is the default. */
export const shippedBackbones = ['movenet-lightning'] as const;

/** Absolute path of the folder of a shipped backbone, which the build step writes it to. */
export function shippedBackboneDirectory(name: string): string {
  return packageFile(`backbones/${name}`);
}
