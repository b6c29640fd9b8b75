export const MIB = 2 ** 20;

/** Mebibytes of an option in bytes; what is no number stays, and the schema refuses it. */
export function inBytes(mebibytes: unknown): unknown {
  return typeof mebibytes === 'number' ? mebibytes * MIB : mebibytes;
}
