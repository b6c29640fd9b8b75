import { builtFile } from 'nominal-vision/internal/files';

/** Absolute path of a built file of this package, which may not be there. */
export function fleetFile(name: string): string {
  return builtFile(name, { name: '@nominal-vision/fleet', code: new URL('./', import.meta.url) });
}
