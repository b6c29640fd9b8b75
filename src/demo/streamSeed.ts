/**
 * A seed in 0 .. 2^32 - 1 for one use within one generated image: equal parts give the same seed, any change gives another.
 * @param parts whole numbers below 2^53, or names.
 */
export function streamSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const letter of parts.join('\u0000')) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
