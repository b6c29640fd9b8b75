import { fileURLToPath } from 'node:url';

/** Path, ending in a slash, of the folder `shared` next to the checkout; it may be absent. */
export const sharedFolder = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Path of a file or folder in the folder `shared` next to the checkout, which may be absent. */
export function sharedPath(name: string): string {
  return `${sharedFolder}${name}`;
}
