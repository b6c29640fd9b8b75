import type { Dirent } from 'node:fs';
import { access, lstat, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { isImageName, isUnreadImageName } from '../../core/image/index.ts';
import { NominalError, plainError } from '../../errors/index.ts';
import type { FolderSourceConfig } from '../config/index.ts';
import type { Station } from '../Station.ts';
import { isStoreFailure } from '../../store/index.ts';
import { inspectFrom } from './inspectFrom.ts';
import { isStationFailure } from './isStationFailure.ts';

/** Files of one look that are inspected at a time. */
const CONCURRENCY = 8;

/** What a file looked like, and since when. */
interface Sighting {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sinceMs: number;
}

/**
 * A folder into which images are written. A file is taken once its size and time have stood still,
 * and moved to done/ once its decision is kept, or to failed/ with a text that says why. The folder
 * is looked at rather than listened to: network drives tell nothing.
 */
export class FolderSource {
  readonly #config: FolderSourceConfig;
  readonly #station: Station;
  readonly #seen = new Map<string, Sighting>();
  #timer: NodeJS.Timeout;
  #look: Promise<void> | null = null;
  #closed = false;

  private constructor(config: FolderSourceConfig, station: Station) {
    this.#config = config;
    this.#station = station;
    this.#timer = setInterval(() => {
      this.#look ??= this.#inspectSettled().finally(() => {
        this.#look = null;
      });
    }, config.intervalMs);
  }

  /** @throws NominalError `INPUT_NOT_FOUND` for a folder that cannot be used. */
  static async open(config: FolderSourceConfig, station: Station): Promise<FolderSource> {
    try {
      for (const name of ['done', 'failed'])
        await mkdir(join(config.folder, name), { recursive: true });
    } catch (cause) {
      throw new NominalError('INPUT_NOT_FOUND', {
        what: `the watched folder ${config.folder} cannot be used`,
        received: cause instanceof Error ? cause.message : String(cause),
        remedy: 'Check that it may be written to',
        cause,
      });
    }
    return new FolderSource(config, station);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#look;
  }

  async #inspectSettled(): Promise<void> {
    // A product that has no model yet makes no file a failed one: they wait.
    if (!(await this.#canInspect())) return;
    const settled = (await this.#settledFiles()).values();
    const take = async () => {
      for (const name of settled) {
        if (this.#closed) return;
        await this.#inspect(name);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, take));
  }

  async #canInspect(): Promise<boolean> {
    try {
      const product = await this.#station.store.products.getByName(this.#config.product);
      return product !== null && product.modelId !== null;
    } catch (error) {
      if (isStoreFailure(error)) return false;
      throw error;
    }
  }

  /** Names of files that have not changed for the time that it takes to be sure, oldest first. */
  async #settledFiles(): Promise<string[]> {
    const { folder, settleMs } = this.#config;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const settled: { name: string; modifiedMs: number }[] = [];
    const now = performance.now();
    const present = new Set<string>();
    for (const entry of entries) {
      if (!mayBeImage(entry)) continue;
      const path = join(folder, entry.name);
      // A link that leads nowhere settles like a file, and fails with the reason.
      const found = await stat(path).catch(() => lstat(path).catch(() => null));
      if (found === null || found.isDirectory()) continue;
      present.add(entry.name);
      const seen = this.#seen.get(entry.name);
      const same = seen?.bytes === found.size && seen.modifiedMs === found.mtimeMs;
      const sinceMs = same ? seen.sinceMs : now;
      this.#seen.set(entry.name, { bytes: found.size, modifiedMs: found.mtimeMs, sinceMs });
      if (same && now - sinceMs >= settleMs && found.size > 0)
        settled.push({ name: entry.name, modifiedMs: found.mtimeMs });
    }
    for (const name of this.#seen.keys()) if (!present.has(name)) this.#seen.delete(name);
    return settled.sort((a, b) => a.modifiedMs - b.modifiedMs).map(({ name }) => name);
  }

  async #inspect(name: string): Promise<void> {
    const path = join(this.#config.folder, name);
    try {
      const { size } = await stat(path).catch((cause: unknown) => {
        throw new NominalError('INPUT_NOT_FOUND', {
          what: `${name} cannot be read, or is a link that leads nowhere`,
          cause,
        });
      });
      const { maxImageBytes } = this.#station.config;
      if (size > maxImageBytes) {
        throw new NominalError('IMAGE_TOO_LARGE', {
          what: `${name} is too large`,
          expected: `at most ${maxImageBytes} bytes`,
          received: `${size} bytes`,
        });
      }
      await inspectFrom(this.#station, this.#config, { bytes: await readFile(path), name });
      await this.#move(name, 'done');
    } catch (error) {
      const { code, message } = plainError(error);
      // What is wrong with the station, not with the file, leaves the file where it is.
      if (isStationFailure(code)) return;
      const moved = await this.#move(name, 'failed').catch(() => null);
      if (moved !== null) await writeFile(`${moved}.txt`, `${message} [${code}]\n`);
    }
  }

  async #move(name: string, to: 'done' | 'failed'): Promise<string> {
    const folder = join(this.#config.folder, to);
    const target = await freeName(folder, name);
    await rename(join(this.#config.folder, name), target);
    this.#seen.delete(name);
    return target;
  }
}

/** Kinds that are not read as well: a part is never left in the folder without a word. */
function mayBeImage(entry: Dirent): boolean {
  const isImage = isImageName(entry.name) || isUnreadImageName(entry.name);
  return isImage && (entry.isFile() || entry.isSymbolicLink());
}

/** A name that no file has: cameras count from 1 again. */
async function freeName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name);
  for (let i = 0; ; i++) {
    const path = join(folder, i === 0 ? name : `${stem}-${i}${ext}`);
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}
