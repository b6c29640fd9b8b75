import { dirname, relative, resolve, sep } from 'node:path';

/** Most bytes: file systems allow 255, of which an ending and a temporary name take some. */
const MAX_BYTES = 180;

/**
 * A name as a file name on any system: letters and digits of any script, points, dashes and
 * underscores stay, everything else becomes a dash, as does a point that it begins with; what is too
 * long is cut. Two names may become the same.
 */
export function fileNameOf(name: string): string {
  const safe = name.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, '-');
  // Only whole characters are encoded.
  const { read } = new TextEncoder().encodeInto(safe, new Uint8Array(MAX_BYTES));
  return safe.slice(0, read).replace(/^\./, '-') || '-';
}

/**
 * Names of images relative to the innermost folder that holds them all, with forward slashes; an
 * image without a path is numbered. So a model does not depend on where its images lay.
 */
export function relativeNames(paths: readonly (string | null)[]): string[] {
  const full = paths.map((path) => (path === null ? null : resolve(path)));
  const root = full.reduce<string | null>((common, path) => {
    if (path === null) return common;
    let folder = common ?? dirname(path);
    while (folder !== dirname(folder) && !`${dirname(path)}${sep}`.startsWith(`${folder}${sep}`))
      folder = dirname(folder);
    return folder;
  }, null);
  return full.map((path, i) =>
    path === null || root === null ? `image ${i}` : relative(root, path).split(sep).join('/'),
  );
}
