import { builtFile } from 'nominal-vision/internal/files';

/** Absolute path of a built file or folder of this package, which may not be there. */
export function stationFile(name: string): string {
  return builtFile(name, {
    name: '@nominal-vision/station',
    code: new URL('./', import.meta.url),
  });
}
