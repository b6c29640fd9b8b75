import { open, rename } from 'node:fs/promises';

/** Writes a file under a temporary name, flushes it and renames it, so that none is ever seen half-written. */
export async function replaceFile(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
