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
