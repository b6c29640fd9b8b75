import { createHash, randomUUID } from 'node:crypto';
import { access, link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { number, text } from './columns.ts';
import type { StoredImage } from './records.ts';
import type { Row, Sql } from './Sql.ts';

const SHA256 = /^[0-9a-f]{64}$/;
/** Images that came within this time are never swept. */
const SWEEP_AGE_MS = 3_600_000;
/** Hashes in one statement. */
const DROP_AT_ONCE = 500;

const UNUSED = `
  NOT EXISTS (SELECT 1 FROM training_images t WHERE t.sha256 = images.sha256)
  AND NOT EXISTS (SELECT 1 FROM test_images t WHERE t.sha256 = images.sha256)
  AND NOT EXISTS (SELECT 1 FROM inspections i WHERE i.sha256 = images.sha256)
  AND NOT EXISTS (SELECT 1 FROM jobs WHERE state IN ('queued', 'running')
                  AND parameters LIKE '%' || images.sha256 || '%')
  RETURNING sha256, bytes`;

const DELETE_UNUSED = `DELETE FROM images WHERE (created_at <= ? OR created_at >= ?) AND ${UNUSED}`;

/** Images, and what they take on the disk. */
export interface ImageBytes {
  readonly images: number;
  readonly bytes: number;
}

/** A file that came in, whole and safe on the disk. */
export interface ReceivedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Its leading bytes, which identify the format. */
  readonly head: Uint8Array;
}

/** Image files by the SHA-256 of their bytes: each is kept once, however often it comes. */
export class ImageStore {
  readonly #sql: Sql;
  readonly #folder: string;
  /**
   * Ends with the sweep under way: an image that comes meanwhile waits, so that its file is not
   * removed.
   */
  #sweep: Promise<void> = Promise.resolve();
  /** When images came that were known already: one may be on its way to another decision. */
  readonly #again = new Map<string, number>();

  constructor(sql: Sql, folder: string) {
    this.#sql = sql;
    this.#folder = folder;
  }

  /** Keeps an image; the file is on the disk before its row is. */
  async put(bytes: Uint8Array): Promise<StoredImage> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = this.incomingPath();
    try {
      const file = { path, sha256, bytes: bytes.length, head: bytes };
      return await this.#keep(file, () => writeFileAtomic(path, bytes));
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Keeps an image that lies in a file at {@link incomingPath}; who made that file removes it afterward. */
  async putFile(file: ReceivedFile): Promise<StoredImage> {
    return this.#keep(file, () => Promise.resolve());
  }

  /**
   * A new path for a file on its way here. The file is removed once the row of its image is kept, which
   * has a name of its own by then: what is left here at the next start tells of an image without a row.
   */
  incomingPath(): string {
    return join(this.#incoming, `${randomUUID()}.tmp`);
  }

  /**
   * Gives a file at {@link incomingPath} its place, unless the image is known. Its row comes with its
   * decision, in one commit (`image` of `NewInspection`); the file is removed after that.
   */
  async adopt({ path, ...file }: ReceivedFile): Promise<StoredImage> {
    const known = await this.#known(file.sha256);
    if (known !== null) return known;
    await place(path, this.path(file.sha256));
    return newImage(file);
  }

  /**
   * Removes what an unclean end has left: files on their way here, and images that have their place
   * and no row. Only call it while no image comes in.
   */
  async clearIncoming(): Promise<void> {
    for (const name of await listed(this.#incoming)) {
      if (!name.endsWith('.tmp')) continue;
      const path = join(this.#incoming, name);
      // Only a file that has its place has a second name; others need not be read.
      if ((await stat(path)).nlink > 1) await this.#removeWithoutRow(await readFile(path));
      await rm(path, { force: true });
    }
  }

  async #removeWithoutRow(bytes: Uint8Array): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if ((await this.get(sha256)) === null) await rm(this.path(sha256), { force: true });
  }

  get #incoming(): string {
    return join(this.#folder, 'incoming');
  }

  async #keep({ path, ...file }: ReceivedFile, write: () => Promise<void>): Promise<StoredImage> {
    const known = await this.#known(file.sha256);
    if (known !== null) return known;
    await write();
    const kept = this.path(file.sha256);
    await place(path, kept);
    const image = newImage(file);
    try {
      await insertImage(this.#sql, image);
    } catch (error) {
      // The same image may be on its way by another source, so it is left to the next start.
      await link(kept, this.incomingPath()).catch(() => undefined);
      throw error;
    }
    return image;
  }

  /** An image that has come before, noted as one that came again; null if it is new. */
  async #known(sha256: string): Promise<StoredImage | null> {
    // Noted before anything is waited for: it must not be dropped meanwhile.
    this.#noteAgain(sha256);
    await this.#sweep;
    const known = await this.get(sha256);
    if (known !== null && (await exists(this.path(sha256)))) return this.#refresh(known);
    this.#again.delete(sha256);
    return null;
  }

  /** Those that came first are the first of the map. */
  #noteAgain(sha256: string): void {
    this.#again.delete(sha256);
    this.#again.set(sha256, performance.now());
    this.#forgetAgain();
  }

  #forgetAgain(): void {
    const since = performance.now() - SWEEP_AGE_MS;
    for (const [sha256, cameMs] of this.#again) {
      if (cameMs >= since) return;
      this.#again.delete(sha256);
    }
  }

  async get(sha256: string): Promise<StoredImage | null> {
    const row = await this.#sql.first('SELECT * FROM images WHERE sha256 = ?', sha256);
    if (row === undefined) return null;
    return {
      sha256: text(row, 'sha256'),
      bytes: number(row, 'bytes'),
      mediaType: text(row, 'media_type'),
      receivedAt: text(row, 'created_at'),
    };
  }

  /** Where an image lies. @throws RangeError for anything but a hash: no other text becomes a path. */
  path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new RangeError('an image is named by its SHA-256');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /**
   * Forgets and removes images that nothing refers to. One that came lately is on its way to a
   * decision, and is left.
   *
   * @param minAgeMs since it came last.
   * @returns what was removed.
   */
  sweep(minAgeMs = SWEEP_AGE_MS): Promise<ImageBytes> {
    return this.#inTurn(() => this.#removeUnused(minAgeMs));
  }

  /**
   * Forgets and removes images of decisions that were dropped, unless something else refers to them or
   * they came again lately.
   *
   * @returns what was removed.
   */
  async drop(sha256s: readonly string[]): Promise<ImageBytes> {
    this.#forgetAgain();
    const removed = { images: 0, bytes: 0 };
    for (let i = 0; i < sha256s.length; i += DROP_AT_ONCE) {
      const some = sha256s.slice(i, i + DROP_AT_ONCE);
      const { images, bytes } = await this.#inTurn(() => {
        const dropped = some.filter((sha256) => !this.#again.has(sha256));
        const places = dropped.map(() => '?').join(', ');
        const statement = `DELETE FROM images WHERE sha256 IN (${places}) AND ${UNUSED}`;
        return dropped.length === 0
          ? Promise.resolve({ images: 0, bytes: 0 })
          : this.#remove(statement, dropped);
      });
      removed.images += images;
      removed.bytes += bytes;
    }
    return removed;
  }

  /** All images that are kept. */
  async total(): Promise<ImageBytes> {
    return imageBytesOf(
      await this.#sql.first('SELECT count(*) AS images, sum(bytes) AS bytes FROM images'),
    );
  }

  /** The good images of all products, and the images to test with that are no good images. */
  async taught(): Promise<{ readonly good: ImageBytes; readonly test: ImageBytes }> {
    const good = 'SELECT sha256 FROM training_images WHERE removed_at IS NULL';
    const count = async (wanted: string) =>
      imageBytesOf(
        await this.#sql.first(
          `SELECT count(*) AS images, sum(bytes) AS bytes FROM images WHERE sha256 IN (${wanted})`,
        ),
      );
    return {
      good: await count(good),
      test: await count(`SELECT sha256 FROM test_images EXCEPT ${good}`),
    };
  }

  /** Images that only the waste bin keeps. */
  async binned(): Promise<ImageBytes> {
    return imageBytesOf(
      await this.#sql.first(
        `SELECT count(*) AS images, sum(bytes) AS bytes FROM images
         WHERE sha256 IN (SELECT sha256 FROM training_images WHERE removed_at IS NOT NULL
                          EXCEPT SELECT sha256 FROM training_images WHERE removed_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM test_images t WHERE t.sha256 = images.sha256)
         AND NOT EXISTS (SELECT 1 FROM inspections i WHERE i.sha256 = images.sha256)`,
      ),
    );
  }

  async #removeUnused(minAgeMs: number): Promise<ImageBytes> {
    const before = new Date(Date.now() - minAgeMs).toISOString();
    // It came before the clock was set back.
    const beyond = new Date(Date.now() + minAgeMs).toISOString();
    return this.#remove(DELETE_UNUSED, [before, beyond]);
  }

  async #remove(statement: string, values: readonly string[]): Promise<ImageBytes> {
    const rows = await this.#sql.transaction((sql) => sql.all(statement, ...values));
    await Promise.all(rows.map((row) => rm(this.path(text(row, 'sha256')), { force: true })));
    const bytes = rows.reduce((sum, row) => sum + number(row, 'bytes'), 0);
    return { images: rows.length, bytes };
  }

  /** One sweep after the other. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const swept = this.#sweep.then(work);
    this.#sweep = swept.then(
      () => undefined,
      () => undefined,
    );
    return swept;
  }

  /** Notes that an image came again, unless that is known well enough to keep it from a sweep. */
  async #refresh(image: StoredImage): Promise<StoredImage> {
    if (Math.abs(Date.now() - Date.parse(image.receivedAt)) < SWEEP_AGE_MS / 2) return image;
    const receivedAt = new Date().toISOString();
    await this.#sql.run(
      'UPDATE images SET created_at = ? WHERE sha256 = ?',
      receivedAt,
      image.sha256,
    );
    return { ...image, receivedAt };
  }
}

function imageBytesOf(row: Row | undefined): ImageBytes {
  return { images: Number(row?.images ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** Adds the row of an image whose file is in its place, unless there is one. */
export async function insertImage(sql: Sql, image: StoredImage): Promise<void> {
  await sql.run(
    `INSERT INTO images (sha256, bytes, media_type, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    image.sha256,
    image.bytes,
    image.mediaType,
    image.receivedAt,
  );
}

function newImage({ sha256, bytes, head }: Omit<ReceivedFile, 'path'>): StoredImage {
  return { sha256, bytes, mediaType: mediaTypeOf(head), receivedAt: new Date().toISOString() };
}

/**
 * Gives a file a second name, which says at the next start that it had its place, or moves it where a
 * file has one name only, or one of that name is there. The folder is there already for all but the
 * first images: a PLC waits for this.
 */
async function place(from: string, to: string): Promise<void> {
  await link(from, to).catch(async (error: unknown) => {
    if (!isMissing(error)) return rename(from, to);
    await mkdir(dirname(to), { recursive: true });
    await link(from, to).catch(() => rename(from, to));
  });
}

/** Names in a folder that may not be there yet. */
async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Leading bytes of the formats that a browser shows. */
const signatures: readonly (readonly [string, string])[] = [
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['52494646', 'image/webp'],
  ['424d', 'image/bmp'],
  ['47494638', 'image/gif'],
];

function mediaTypeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return signatures.find(([start]) => head.startsWith(start))?.[1] ?? 'application/octet-stream';
}
