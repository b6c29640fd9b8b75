import { NominalError } from '../../errors/index.ts';
import { shippedBackboneDirectory } from '../shippedBackbones.ts';
import { buildBackbone, findDependency } from './buildBackbone.ts';
import { movenetLightning } from './movenetLightning.ts';

// The build step of `npm run build`, after the compiler: `node dist/backbone/build/main.js`.
for (const source of [movenetLightning]) {
  const { name } = source.manifest;
  try {
    const directory = shippedBackboneDirectory(name);
    const outcome = await buildBackbone(source, findDependency(source.dependency), directory);
    process.stdout.write(`backbone ${name}: ${outcome}\n`);
  } catch (error) {
    if (!(error instanceof NominalError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
