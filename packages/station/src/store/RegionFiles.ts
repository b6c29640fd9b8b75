import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from 'nominal-vision/internal/files';

/** A drawing in JSON has this ending; any other region is a mask. */
const NAME = /^[0-9a-f]{64}\.(json|mask)$/;

/** Regions of interest, each a file named by the SHA-256 of its content. */
export class RegionFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps a region. @returns its name. */
  async put(bytes: Uint8Array, kind: 'json' | 'mask'): Promise<string> {
    const name = `${createHash('sha256').update(bytes).digest('hex')}.${kind}`;
    await writeFileAtomic(this.path(name), bytes);
    return name;
  }

  /** The name of a region by its hash alone; null if there is none. */
  async find(sha256: string): Promise<string | null> {
    const names = await this.#list();
    return names.find((name) => NAME.test(name) && name.startsWith(sha256)) ?? null;
  }

  /**
   * Where a region lies. @throws RangeError for anything but the name of one: no other text becomes a
   * path.
   */
  path(name: string): string {
    if (!NAME.test(name)) throw new RangeError('a region is named by its SHA-256');
    return join(this.#folder, name);
  }

  /** Removes regions that are not in use. Only call it while no region comes in. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#list()) {
      if (!inUse.has(name)) await rm(join(this.#folder, name), { force: true });
    }
  }

  async #list(): Promise<string[]> {
    return readdir(this.#folder).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
  }
}

/** Whether a text is the name of a region that the store keeps. */
export function isRegionName(text: string): boolean {
  return NAME.test(text);
}
