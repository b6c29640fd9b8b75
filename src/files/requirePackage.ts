import { createRequire } from 'node:module';
import { NominalError } from '../errors/index.ts';
import { version } from '../version.ts';

/**
 * Refuses to continue if an optional package is not installed.
 *
 * @param what needs it, as the start of a sentence: "nominal serve".
 * @param from URL of the module that will import it.
 * @throws NominalError `PACKAGE_MISSING`.
 */
export function requirePackage(name: string, what: string, from: string): void {
  try {
    createRequire(from).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new NominalError('PACKAGE_MISSING', {
      what: `${what} needs the package ${name}, which is not installed`,
      remedy: `Run "npm install ${name}@${version}" where nominal-vision is installed`,
      cause,
    });
  }
}
