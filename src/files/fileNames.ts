import { dirname, relative, resolve, sep } from 'node:path';

/** Maximum number of bytes: file systems allow 255, and endings and temporary names need some of them. */
const MAX_BYTES = 180;

/**
 * Converts a name to a file name that is valid on any system. Letters and digits of any script, dots,
 * dashes and underscores stay; everything else becomes a dash, and so does a leading dot. Long names are
 * cut. Two names may become the same file name.
 */
export function fileNameOf(name: string): string {
  const safe = name.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, '-');
  // encodeInto encodes only whole characters.
  const { read } = new TextEncoder().encodeInto(safe, new Uint8Array(MAX_BYTES));
  return safe.slice(0, read).replace(/^\./, '-') || '-';
}

/**
 * Names of images relative to the innermost folder that contains all of them, with forward slashes;
 * images without a path are numbered. So a model does not depend on where its images were stored.
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
