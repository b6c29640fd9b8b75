import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { ThumbnailCache } from '../pictures/ThumbnailCache.ts';
import { type Store, timeSchema } from '../store/index.ts';

/** A measurement is taken again after this time. */
const FRESH_MS = 60_000;

/** What takes room, in the order in which it is shown. */
export const diskUses = [
  'historyImages',
  'goodImages',
  'testImages',
  'models',
  'bin',
  'database',
  'thumbnails',
  'reports',
] as const;

/** What the disk of a station is used for. */
export const diskUseSchema = z.object({
  measuredAt: timeSchema,
  disk: z
    .object({ bytes: z.int(), freeBytes: z.int() })
    .describe('Where the data folder lies; free for the user that the station runs as'),
  uses: z
    .array(
      z.object({
        what: z.enum(diskUses),
        bytes: z.int(),
        count: z.int().nullable().describe('Of images, models and so on'),
      }),
    )
    .describe('Each image is counted once, where it stands first in this list'),
  databaseReusableBytes: z
    .int()
    .nullable()
    .describe('Part of the database that is free for new rows; null if unknown'),
  databaseElsewhere: z.boolean().describe('Whether the database lies on a server of its own'),
  products: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      decisions: z.int(),
      reviewed: z.int(),
      oldest: timeSchema.nullable().describe('When its oldest decision was made'),
    }),
  ),
});

export type DiskUseReading = Readonly<z.output<typeof diskUseSchema>>;

/** What a measurement looks at. */
export interface DiskUseParts {
  readonly store: Store;
  readonly thumbnails: ThumbnailCache;
  /** Whether the database is no file of the data folder. */
  readonly databaseElsewhere: boolean;
}

/**
 * Measures what the disk is used for: from sums that the database answers by its indexes, never by a walk
 * over the images, and not more often than once a minute.
 */
export class DiskUse {
  readonly #parts: DiskUseParts;
  #latest: { readonly atMs: number; readonly reading: Promise<DiskUseReading> } | null = null;

  constructor(parts: DiskUseParts) {
    this.#parts = parts;
  }

  /** A reading of the last minute; all who ask meanwhile share it. */
  async read(): Promise<DiskUseReading> {
    const now = performance.now();
    if (this.#latest === null || now - this.#latest.atMs > FRESH_MS)
      this.#latest = { atMs: now, reading: this.#measure() };
    const { reading } = this.#latest;
    try {
      return await reading;
    } catch (error) {
      if (this.#latest.reading === reading) this.#latest = null;
      throw error;
    }
  }

  /** Has the next reading measured anew: something was removed. */
  forget(): void {
    this.#latest = null;
  }

  async #measure(): Promise<DiskUseReading> {
    const { store, thumbnails, databaseElsewhere } = this.#parts;
    const { blocks, bavail, bsize } = await statfs(store.folder);
    const total = await store.images.total();
    const { good, test } = await store.images.taught();
    const binned = await store.images.binned();
    const models = await store.models.sizes();
    const database = await store.databaseSize();
    const reports = await filesIn([join(store.folder, 'reports'), join(store.folder, 'regions')]);
    const pictures = await thumbnails.size();
    const products: DiskUseReading['products'] = [];
    for (const { id, name } of await store.products.list()) {
      products.push({ id, name, ...(await store.inspections.history(id)) });
      await nextTurn();
    }
    const inHistory = (of: 'images' | 'bytes') =>
      Math.max(0, total[of] - good[of] - test[of] - binned[of]);
    return {
      measuredAt: new Date().toISOString(),
      disk: { bytes: blocks * bsize, freeBytes: bavail * bsize },
      uses: [
        { what: 'historyImages', bytes: inHistory('bytes'), count: inHistory('images') },
        { what: 'goodImages', bytes: good.bytes, count: good.images },
        { what: 'testImages', bytes: test.bytes, count: test.images },
        { what: 'models', bytes: models.kept.bytes, count: models.kept.models },
        {
          what: 'bin',
          bytes: binned.bytes + models.binned.bytes,
          count: binned.images + models.binned.models,
        },
        { what: 'database', bytes: database.bytes, count: null },
        { what: 'thumbnails', bytes: pictures.bytes, count: pictures.pictures },
        { what: 'reports', bytes: reports.bytes, count: reports.files },
      ],
      databaseReusableBytes: database.reusableBytes,
      databaseElsewhere,
      products,
    };
  }
}

/** Files of folders that hold few and may not be there. */
async function filesIn(folders: readonly string[]): Promise<{ files: number; bytes: number }> {
  const found = { files: 0, bytes: 0 };
  for (const folder of folders)
    for (const name of await readdir(folder).catch(() => [])) {
      // It may be gone meanwhile.
      const bytes = await stat(join(folder, name)).then(
        (file) => (file.isFile() ? file.size : null),
        () => null,
      );
      if (bytes === null) continue;
      found.files++;
      found.bytes += bytes;
    }
  return found;
}
