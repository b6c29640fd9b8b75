import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of downloads and added backbones: `NOMINAL_HOME`, or `.nominal` in the home folder. */
export function nominalHome(): string {
  const named = process.env.NOMINAL_HOME;
  return named === undefined || named === '' ? join(homedir(), '.nominal') : resolve(named);
}

/** Folder of an added backbone, whose name {@link isBackboneName} must accept. */
export function addedBackboneDirectory(name: string): string {
  return join(nominalHome(), 'backbones', name);
}

/** Folder of downloaded weight files. */
export function downloadsDirectory(): string {
  return join(nominalHome(), 'downloads');
}

/** Whether a text can be the name of an added backbone: not a path, and without characters that have a meaning on the command line. */
export function isBackboneName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(text);
}
