/** The system's code of an error, such as `ENOENT`. */
export function codeOfCause(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
