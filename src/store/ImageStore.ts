import { createHash } from 'node:crypto';
import { access, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.ts';
import { number, text } from './columns.ts';
import type { StoredImage } from './records.ts';
import type { Sql } from './Sql.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Image files by the SHA-256 of their bytes: each is kept once, however often it comes. */
export class ImageStore {
  readonly #sql: Sql;
  readonly #folder: string;

  constructor(sql: Sql, folder: string) {
    this.#sql = sql;
    this.#folder = folder;
  }

  /** Keeps an image; the file is on the disk before its row is. */
  async put(bytes: Uint8Array): Promise<StoredImage> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = this.get(sha256);
    if (known !== null && (await exists(this.path(sha256)))) return known;
    await writeFileAtomic(this.path(sha256), bytes);
    this.#sql.run(
      `INSERT INTO images (sha256, bytes, media_type, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      sha256,
      bytes.length,
      mediaTypeOf(bytes),
      new Date().toISOString(),
    );
    return this.#require(sha256);
  }

  get(sha256: string): StoredImage | null {
    const row = this.#sql.first('SELECT * FROM images WHERE sha256 = ?', sha256);
    if (row === undefined) return null;
    return {
      sha256: text(row, 'sha256'),
      bytes: number(row, 'bytes'),
      mediaType: text(row, 'media_type'),
      createdAt: text(row, 'created_at'),
    };
  }

  /** Where an image lies. @throws RangeError for what is no hash: no other text becomes a path. */
  path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new RangeError('an image is named by its SHA-256');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Forgets and removes images that nothing refers to. */
  async sweep(): Promise<number> {
    const rows = this.#sql.all(
      `SELECT sha256 FROM images WHERE sha256 NOT IN (SELECT sha256 FROM training_images)
       AND sha256 NOT IN (SELECT sha256 FROM inspections)
       AND NOT EXISTS (SELECT 1 FROM jobs WHERE state IN ('queued', 'running')
                       AND instr(parameters, images.sha256) > 0)`,
    );
    for (const row of rows) {
      const sha256 = text(row, 'sha256');
      this.#sql.run('DELETE FROM images WHERE sha256 = ?', sha256);
      await rm(this.path(sha256), { force: true });
    }
    return rows.length;
  }

  #require(sha256: string): StoredImage {
    const image = this.get(sha256);
    if (image === null) throw new RangeError(`there is no image ${sha256}`);
    return image;
  }
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

/** Size of a file in bytes. */
export async function fileBytes(path: string): Promise<number> {
  return (await stat(path)).size;
}
