import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';

/** Bytes of pictures that are kept: some thousands of the console's size. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Pictures that were made before, in a folder: those asked for longest ago give way. A cache that
 * cannot be written is no harm.
 */
export class ThumbnailCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Bytes by name, in the order of their last use. */
  #known: Promise<Map<string, number>> | null = null;
  readonly #making = new Map<string, Promise<Buffer>>();

  constructor(folder: string, maxBytes = MAX_BYTES) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /**
   * The picture of a name. Callers that ask while it is being made wait for the same one.
   *
   * @param name safe as that of a file.
   * @throws what `make` throws.
   */
  async get(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = await (this.#known ??= this.#look().catch(() => new Map<string, number>()));
    const bytes = known.get(name);
    if (bytes !== undefined) {
      known.delete(name);
      const picture = await readFile(this.#path(name)).catch(() => null);
      if (picture !== null) {
        known.set(name, bytes);
        return picture;
      }
    }
    const others = this.#making.get(name);
    if (others === undefined) return this.#make(name, make, known);
    try {
      return await others;
    } catch (error) {
      // The first caller has gone, and that was the reason.
      if (error instanceof NominalError && error.code === 'CANCELLED') return this.get(name, make);
      throw error;
    }
  }

  /** What the pictures take. */
  async size(): Promise<{ readonly pictures: number; readonly bytes: number }> {
    const known = await (this.#known ??= this.#look().catch(() => new Map<string, number>()));
    let bytes = 0;
    for (const own of known.values()) bytes += own;
    return { pictures: known.size, bytes };
  }

  /** Where a picture lies; null if it is not kept. */
  async pathOf(name: string): Promise<string | null> {
    return (await this.#known)?.has(name) === true ? this.#path(name) : null;
  }

  #make(name: string, make: () => Promise<Buffer>, known: Map<string, number>): Promise<Buffer> {
    const making = (async () => {
      try {
        const picture = await make();
        await this.#keep(name, picture, known);
        return picture;
      } finally {
        this.#making.delete(name);
      }
    })();
    this.#making.set(name, making);
    return making;
  }

  async #keep(name: string, picture: Buffer, known: Map<string, number>): Promise<void> {
    try {
      await writeFileAtomic(this.#path(name), picture);
    } catch (error) {
      if (error instanceof NominalError) return;
      throw error;
    }
    known.set(name, picture.length);
    let bytes = 0;
    for (const own of known.values()) bytes += own;
    for (const [oldest, own] of known) {
      if (bytes <= this.#maxBytes) break;
      known.delete(oldest);
      bytes -= own;
      await rm(this.#path(oldest), { force: true });
    }
  }

  /** What the last run left, the oldest first. */
  async #look(): Promise<Map<string, number>> {
    await mkdir(this.#folder, { recursive: true });
    const found: { name: string; bytes: number; at: number }[] = [];
    for (const file of await readdir(this.#folder)) {
      const path = join(this.#folder, file);
      if (!file.endsWith(ENDING)) {
        await rm(path, { force: true });
        continue;
      }
      const { size, mtimeMs } = await stat(path);
      found.push({ name: file.slice(0, -ENDING.length), bytes: size, at: mtimeMs });
    }
    found.sort((a, b) => a.at - b.at);
    return new Map(found.map(({ name, bytes }) => [name, bytes]));
  }

  #path(name: string): string {
    return join(this.#folder, `${name}${ENDING}`);
  }
}

const ENDING = '.jpg';
