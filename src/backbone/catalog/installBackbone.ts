import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { makeFolder, writeFileAtomic } from '../../files/index.ts';
import type { BackboneManifest } from '../manifest.ts';
import { shippedBackbones } from '../shippedBackbones.ts';
import type { AddedBackbone } from './AddOptions.ts';
import { addedBackboneDirectory, isBackboneName } from './nominalHome.ts';

/** Writes `model.onnx` and returns its manifest. */
export type ModelWriter = (modelPath: string) => Promise<Omit<BackboneManifest, 'name'>>;

/**
 * Puts a backbone into the folder of added backbones. It is written next to its final folder and then
 * renamed, so that it is there complete or not at all.
 * @throws NominalError CONFIG_INVALID if the name is invalid or taken, OUTPUT_FAILED if the folder cannot
 * be written to, or whatever the writer throws; then nothing is left behind.
 */
export async function installBackbone(
  name: string,
  replace: boolean,
  write: ModelWriter,
): Promise<AddedBackbone> {
  assertFreeName(name, replace);
  const directory = addedBackboneDirectory(name);
  const temporary = `${directory}.${randomUUID()}.tmp`;
  try {
    await makeFolder(temporary);
    const manifest: BackboneManifest = { name, ...(await write(join(temporary, 'model.onnx'))) };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFileAtomic(join(temporary, 'manifest.json'), text);
    if (replace) await rm(directory, { recursive: true, force: true });
    await rename(temporary, directory);
    return { manifest, directory };
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    if (!(cause instanceof Error && 'code' in cause) || cause instanceof NominalError) throw cause;
    throw new NominalError('OUTPUT_FAILED', {
      what: `The backbone cannot be saved in ${dirname(directory)} (${String(cause.code)})`,
      remedy: 'Free space there, or name another folder with NOMINAL_HOME',
      details: { path: directory },
      cause,
    });
  }
}

function assertFreeName(name: string, replace: boolean): void {
  if (!isBackboneName(name)) {
    throw new NominalError('CONFIG_INVALID', {
      what: `"${name}" cannot be the name of a backbone`,
      expected: 'letters, digits, dots, dashes and underscores',
      received: name,
      remedy: 'Choose a valid name with --name',
    });
  }
  const isShipped = shippedBackbones.some((shipped) => shipped === name);
  if (!isShipped && (replace || !existsSync(addedBackboneDirectory(name)))) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `A backbone named ${name} already exists`,
    expected: 'a new name',
    received: name,
    remedy: isShipped
      ? 'Give another name with --name'
      : 'Give another name with --name, or replace it with --replace',
  });
}
