import type { Dirent } from 'node:fs';
import { lstat, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isImageName, isUnreadImageName } from 'nominal-vision/internal/core/image';
import { blamesInput, NominalError, plainError } from 'nominal-vision/internal/errors';
import { readRegularFile } from 'nominal-vision/internal/files';
// Not the whole store: the configuration, and with it this file, is read by every command.
import { isStoreFailure } from '../../store/failures.ts';
import type { SourceGate } from '../SourceGate.ts';
import { SourceMonitor } from '../SourceMonitor.ts';
import { refuseFrom } from '../refuseFrom.ts';
import { nothingToSee } from '../nothingToSee.ts';
import { sourceKeys, type Source, type SourceKind, type TestPicture } from './SourceKind.ts';
import { freeName } from './freeName.ts';
import { inspectFrom } from '../inspectFrom.ts';
import { retryDelayMs } from '../../retryDelayMs.ts';

/** Folder into which a camera or another program writes images. */
const schema = z.strictObject({
  kind: z.literal('folder'),
  ...sourceKeys,
  folder: z.string().min(1).describe('Folder to watch; files move to its done/ and failed/'),
  intervalMs: z.int().min(50).max(600_000).default(500).describe('Time between two looks'),
  settleMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(1000)
    .describe('How long size and time of a file must stand still: it may still be written'),
});

type FolderSourceConfig = z.output<typeof schema>;

/** Files of one look that are inspected at a time. */
const CONCURRENCY = 8;

/** A file as it was found. */
interface FoundFile {
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Changes with everything that is done to the file, and with its being another one. */
  readonly identity: string;
  readonly isDeadLink: boolean;
}

/** A file that was seen, and since when it has been the same. */
interface Sighting {
  readonly identity: string;
  readonly sinceMs: number;
  /** How often it could not be dealt with, and until when it is left alone for that. */
  failures: number;
  restMs: number;
  /** Where it goes, if that is decided: all that is left is to move it. */
  fate: FileFate | null;
}

/** Where a file goes. */
type FileFate =
  | { readonly folder: 'done' }
  /** With the text of the reason. */
  | { readonly folder: 'failed'; readonly reason: string };

/**
 * A folder into which images are written. A file is taken once its size and time have stood still, and
 * moved to done/ once its decision is kept, or to failed/ with a text of the reason if the image itself
 * is to blame. After any other failure it stays where it is, to be tried again. Whatever fails after a
 * decision, there is no second one for that file. The folder is polled rather than watched: network
 * drives send no events.
 */
class FolderSource implements Source {
  readonly #config: FolderSourceConfig;
  readonly #gate: SourceGate;
  readonly #monitor: SourceMonitor;
  readonly #seen = new Map<string, Sighting>();
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #look: Promise<void> | null = null;
  /** Ends with the file that was moved last: two must not find the same name free. */
  #lastMove: Promise<unknown> = Promise.resolve();
  #isReadable = true;

  private constructor(config: FolderSourceConfig, gate: SourceGate) {
    this.#config = config;
    this.#gate = gate;
    this.#monitor = new SourceMonitor(config.name, gate.report);
    this.#monitor.running = true;
    this.#timer = setInterval(() => {
      this.#look ??= this.#inspectSettled()
        .catch((error: unknown) =>
          gate.report(`the source ${config.name} cannot look for files`, error),
        )
        .finally(() => {
          this.#look = null;
        });
    }, config.intervalMs);
  }

  /** @throws NominalError `INPUT_NOT_FOUND` for a folder that cannot be used. */
  static async open(config: FolderSourceConfig, gate: SourceGate): Promise<FolderSource> {
    try {
      for (const name of ['done', 'failed'])
        await mkdir(join(config.folder, name), { recursive: true });
    } catch (cause) {
      throw new NominalError('INPUT_NOT_FOUND', {
        reason: 'folderUnusable',
        what: `the watched folder ${config.folder} cannot be used`,
        received: cause instanceof Error ? cause.message : String(cause),
        remedy: 'Check that it may be written to',
        cause,
        details: {
          folder: config.folder,
          received: cause instanceof Error ? cause.message : String(cause),
        },
      });
    }
    return new FolderSource(config, gate);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#look;
  }

  state() {
    return this.#monitor.state();
  }

  /** The newest image that waits, or else the newest that was inspected. */
  async picture(): Promise<TestPicture> {
    const { folder, name: source } = this.#config;
    for (const place of [folder, join(folder, 'done')]) {
      const newest = await newestImage(place);
      if (newest === null) continue;
      this.#refuseLarge(newest.name, newest.bytes);
      return { name: newest.name, bytes: await readRegularFile(join(place, newest.name)) };
    }
    throw nothingToSee(source, 'an image file in its folder');
  }

  #refuseLarge(name: string, bytes: number): void {
    const { maxImageBytes } = this.#gate.config;
    if (bytes <= maxImageBytes) return;
    throw new NominalError('IMAGE_TOO_LARGE', {
      reason: 'imageHasTooManyBytes',
      what: `${name} is too large`,
      expected: `at most ${maxImageBytes} bytes`,
      received: `${bytes} bytes`,
      details: { most: maxImageBytes },
    });
  }

  async #inspectSettled(): Promise<void> {
    // A product that has no model yet makes no file a failed one: they wait.
    if (!(await this.#canInspect())) return;
    const settled = (await this.#settledFiles()).values();
    const take = async () => {
      for (const [name, sighting] of settled) {
        if (this.#closing.signal.aborted) return;
        await this.#take(name, sighting);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, take));
  }

  async #canInspect(): Promise<boolean> {
    try {
      const product = await this.#gate.store.products.getByName(this.#config.product);
      return product !== null && product.modelId !== null;
    } catch (error) {
      if (isStoreFailure(error)) return false;
      throw error;
    }
  }

  /** Files that have not changed for the time that it takes to be sure, oldest first. */
  async #settledFiles(): Promise<[string, Sighting][]> {
    const { folder, settleMs } = this.#config;
    const settled: { name: string; sighting: Sighting; modifiedMs: number }[] = [];
    const now = performance.now();
    const present = new Set<string>();
    for (const entry of await this.#list()) {
      if (!mayBeImage(entry)) continue;
      const found = await find(join(folder, entry.name));
      if (found === null) continue;
      const { bytes, identity, modifiedMs } = found;
      present.add(entry.name);
      const seen = this.#seen.get(entry.name);
      const sighting =
        seen?.identity === identity
          ? seen
          : { identity, sinceMs: now, failures: 0, restMs: 0, fate: null };
      this.#seen.set(entry.name, sighting);
      const isSettled = sighting === seen && now - sighting.sinceMs >= settleMs && bytes > 0;
      if (isSettled && now >= sighting.restMs)
        settled.push({ name: entry.name, sighting, modifiedMs });
    }
    for (const name of this.#seen.keys()) if (!present.has(name)) this.#seen.delete(name);
    return settled
      .sort((a, b) => a.modifiedMs - b.modifiedMs)
      .map(({ name, sighting }) => [name, sighting]);
  }

  async #list() {
    try {
      const entries = await readdir(this.#config.folder, { withFileTypes: true });
      this.#isReadable = true;
      this.#monitor.running = true;
      return entries;
    } catch (error) {
      // A drive that is away comes back or not.
      if (this.#isReadable)
        this.#gate.report(`the watched folder ${this.#config.folder} cannot be read`, error);
      this.#isReadable = false;
      this.#monitor.running = false;
      return [];
    }
  }

  /** Decides a file and moves it; what fails is tried again after a while, from where it failed. */
  async #take(name: string, sighting: Sighting): Promise<void> {
    const path = join(this.#config.folder, name);
    try {
      if (sighting.failures === 0) this.#monitor.frame();
      sighting.fate ??= await this.#decide(name, sighting);
      // A file that was rewritten meanwhile is another part, which the next look finds.
      if ((await find(path))?.identity !== sighting.identity) return;
      await this.#move(name, sighting.fate);
      this.#seen.delete(name);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#monitor.note(error);
      sighting.failures++;
      sighting.restMs = performance.now() + retryDelayMs(sighting.failures);
      if (sighting.failures > 1) return;
      const what = sighting.fate === null ? 'decided' : 'moved';
      this.#gate.report(`${path} cannot be ${what} yet, and is tried again`, error);
    }
  }

  /** @throws NominalError if it cannot be decided and the image itself is not to blame. */
  async #decide(name: string, { identity }: Sighting): Promise<FileFate> {
    const path = join(this.#config.folder, name);
    try {
      const found = await find(path);
      if (found?.identity !== identity) throw changed(name);
      // Its target may be on a drive that is away, and come back.
      if (found.isDeadLink) throw deadLink(name);
      this.#refuseLarge(name, found.bytes);
      const read = async () => {
        const bytes = await readRegularFile(path);
        if ((await find(path))?.identity !== identity) throw changed(name);
        return bytes;
      };
      const image = { name, byteLength: found.bytes, origin: identity, isKnown: true, read };
      await inspectFrom(this.#gate, this.#config, image, this.#closing.signal);
      this.#monitor.inspected++;
      return { folder: 'done' };
    } catch (error) {
      const { code, message } = plainError(error);
      if (!blamesInput(code)) throw error;
      await refuseFrom(this.#gate, this.#config, { name, error });
      this.#monitor.dropped++;
      this.#monitor.note(error);
      return { folder: 'failed', reason: `${message} [${code}]` };
    }
  }

  #move(name: string, fate: FileFate): Promise<void> {
    const moved = this.#lastMove.then(() => this.#moveNow(name, fate));
    this.#lastMove = moved.catch(() => undefined);
    return moved;
  }

  async #moveNow(name: string, fate: FileFate): Promise<void> {
    const folder = join(this.#config.folder, fate.folder);
    await mkdir(folder, { recursive: true });
    const target = await freeName(folder, name);
    await rename(join(this.#config.folder, name), target);
    if (fate.folder === 'done') return;
    await writeFile(`${target}.txt`, `${fate.reason}\n`).catch((error: unknown) =>
      this.#gate.report(
        `the reason for ${target} cannot be written next to it: ${fate.reason}`,
        error,
      ),
    );
  }
}

/** Null if a folder has no image. */
async function newestImage(folder: string) {
  let newest: { name: string; bytes: number; modifiedMs: number } | null = null;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!mayBeImage(entry)) continue;
    const found = await find(join(folder, entry.name));
    if (found === null || found.isDeadLink || found.bytes === 0) continue;
    if (found.modifiedMs > (newest?.modifiedMs ?? -1)) newest = { name: entry.name, ...found };
  }
  return newest;
}

/** Null if it is no longer there, or is no file. A link that leads nowhere is found as itself. */
async function find(path: string): Promise<FoundFile | null> {
  const target = await stat(path, { bigint: true }).catch(() => null);
  const found = target ?? (await lstat(path, { bigint: true }).catch(() => null));
  if (found === null || found.isDirectory()) return null;
  const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs } = found;
  return {
    bytes: Number(size),
    modifiedMs: Number(mtimeMs),
    identity: [dev, ino, size, mtimeNs, ctimeNs].join(':'),
    isDeadLink: target === null,
  };
}

/** Includes kinds that cannot be read: a part is never left in the folder without notice. */
function mayBeImage(entry: Dirent): boolean {
  const isImage = isImageName(entry.name) || isUnreadImageName(entry.name);
  return isImage && (entry.isFile() || entry.isSymbolicLink());
}

function deadLink(name: string): NominalError {
  return new NominalError('INPUT_NOT_FOUND', {
    reason: 'notThere',
    what: `${name} is a link that leads nowhere`,
  });
}

function changed(name: string): NominalError {
  return new NominalError('CONFLICT', {
    reason: 'fileChanged',
    what: `${name} was changed while it was read`,
    details: { name },
  });
}

/** A watched folder. */
export const folderSource: SourceKind<typeof schema> = {
  schema,
  open: (config, gate) => FolderSource.open(config, gate),
};
