import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { requireAllowedBackbone } from 'nominal-vision/internal/backbone';
import { NominalError } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { decodeModel } from 'nominal-vision/internal/model';
import type { Fleet } from '../connection/Fleet.ts';
import { readObject } from '../connection/readObject.ts';

const ENDING = '.nominal';

/** Where model files are kept, and which are accepted. */
export interface ModelFilesOptions {
  readonly folder: string;
  /** Beyond it the files used longest ago are removed. */
  readonly maxBytes: number;
  /** Backbones allowed in addition to those that come with nominal. */
  readonly backbones: readonly string[];
}

/**
 * Model files from the object store, kept on this machine under the SHA-256 of their bytes. Workers of
 * one machine can share the folder.
 */
export class ModelFiles {
  readonly #fleet: Fleet;
  readonly #options: ModelFilesOptions;
  readonly #fetching = new Map<string, Promise<string>>();

  constructor(fleet: Fleet, options: ModelFilesOptions) {
    this.#fleet = fleet;
    this.#options = options;
  }

  /**
   * Path of a model file, fetched if it is not there.
   *
   * @throws NominalError `INPUT_NOT_FOUND` if the store has none, `FORBIDDEN` for a backbone that is
   *   not allowed, or `MODEL_DAMAGED`.
   */
  async path(sha256: string): Promise<string> {
    const path = join(this.#options.folder, `${sha256}${ENDING}`);
    const now = new Date();
    // Its modification time is that of its last use.
    const isThere = await utimes(path, now, now).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    const under = this.#fetching.get(sha256) ?? this.#fetch(sha256, path);
    this.#fetching.set(sha256, under);
    try {
      return await under;
    } finally {
      this.#fetching.delete(sha256);
    }
  }

  async #fetch(sha256: string, path: string): Promise<string> {
    const bytes = await readObject(this.#fleet, this.#fleet.names.models, sha256);
    if (bytes === 'absent') {
      throw new NominalError('INPUT_NOT_FOUND', {
        what: `the fleet has no model file ${sha256}`,
        remedy: 'Publish it with "nominal fleet publish"',
      });
    }
    if (bytes === 'damaged' || createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new NominalError('MODEL_DAMAGED', {
        what: `the model ${sha256} of the fleet is not the file of that SHA-256`,
        remedy: 'Publish it again',
      });
    }
    const { backbone } = decodeModel(bytes, `the model ${sha256}`);
    requireAllowedBackbone(
      backbone.name,
      this.#options.backbones,
      'Start the worker with --backbones',
    );
    await writeFileAtomic(path, bytes);
    // A file that cannot be removed now obstructs the next one, not this one.
    await this.#clean(path).catch(() => undefined);
    return path;
  }

  async #clean(kept: string): Promise<void> {
    const { folder, maxBytes } = this.#options;
    const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
    const paths = names.map((name) => join(folder, name));
    // Another worker may have removed one meanwhile.
    const found = await Promise.allSettled(
      paths.map(async (path) => ({ path, ...(await stat(path)) })),
    );
    const files = found.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []));
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (bytes <= maxBytes) return;
      if (path === kept) continue;
      await rm(path, { force: true });
      bytes -= size;
    }
  }
}
