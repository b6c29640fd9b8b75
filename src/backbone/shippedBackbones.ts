import { packageFile } from '../files/index.ts';

/** Names of the backbones in the package; the first one is the default. */
export const shippedBackbones = ['movenet-lightning'] as const;

/** Absolute path of the folder that the build step writes a shipped backbone to. */
export function shippedBackboneDirectory(name: string): string {
  return packageFile(`backbones/${name}`);
}
