// Reads the inputs of some seeds with one reader, and reports each to the driver before and after.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { Random } from '../../dist/core/random/index.js';
import { NominalError, errorCodes } from '../../dist/errors/index.js';
import { targetsOf } from './targets.mjs';

const { folder, target, from, to } = JSON.parse(process.argv[2]);
const own = await mkdtemp(join(folder, 'own-'));
process.env.NOMINAL_HOME = join(own, 'home');
const send = (message) => new Promise((resolve) => process.send(message, resolve));

/** The code of an error that a user may see; null for any other error. */
function codeOf(error) {
  const isKnown = error instanceof NominalError || Object.hasOwn(errorCodes, error?.code ?? '');
  return isKnown && error.code !== 'INTERNAL' ? error.code : null;
}

// Ends with its driver.
process.on('disconnect', () => process.exit(1));

// An unhandled rejection would end a server: it counts as an error of the current input.
let stray = null;
process.on('unhandledRejection', (error) => {
  stray = error;
});
const read = await targetsOf(folder, own)[target].start();
for (let seed = from; seed < to; seed++) {
  await send({ type: 'begin', seed });
  const start = process.cpuUsage();
  let code = 'accepted';
  let failure;
  try {
    await read(new Random(seed));
    if (stray !== null) throw stray;
  } catch (error) {
    code = codeOf(error);
    if (code === null)
      failure = (error instanceof Error ? String(error.stack) : String(error)).slice(0, 600);
  }
  stray = null;
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  await send({ type: 'end', seed, code, failure, ms });
}
await read.close?.();
await rm(own, { recursive: true, force: true });
process.exit(0);
