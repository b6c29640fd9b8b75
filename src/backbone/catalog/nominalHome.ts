import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder that downloads and added backbones are kept in: `NOMINAL_HOME`, or `.nominal` in the home folder. */
export function nominalHome(): string {
  const named = process.env.NOMINAL_HOME;
  return named === undefined || named === '' ? join(homedir(), '.nominal') : resolve(named);
}

/** Folder of an added backbone; the name is one that {@link isBackboneName} accepts. */
export function addedBackboneDirectory(name: string): string {
  return join(nominalHome(), 'backbones', name);
}

/** Folder of weight files as they were fetched. */
export function downloadsDirectory(): string {
  return join(nominalHome(), 'downloads');
}

/** Whether a text can be the name of an added backbone: no path, and no sign that the command line reads otherwise. */
export function isBackboneName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(text);
}
