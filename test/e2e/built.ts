import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command line's script, which runs the compiled code. */
export const script = fileURLToPath(new URL('../../bin/nominal.js', import.meta.url));

/** Whether the build has been run: the default backbone and the compiled code are its output. */
export const built = ['backbones/movenet-lightning/model.onnx', 'cli/main.js'].every((path) =>
  existsSync(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))),
);
