import { dirname, relative, resolve, sep } from 'node:path';

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
