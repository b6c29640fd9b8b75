import { fileURLToPath } from 'node:url';

/** The command line's script, which runs the compiled code. */
export const script = fileURLToPath(new URL('../../bin/nominal.js', import.meta.url));
