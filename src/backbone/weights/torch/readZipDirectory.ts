import { invalidWeights } from '../invalidWeights.ts';
import type { RandomAccess } from '../openForReading.ts';

/** Location of the bytes of an uncompressed file in a zip archive. */
export interface ZipEntry {
  readonly offset: number;
  readonly bytes: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** Size of a central directory of about a million entries. */
const MAX_DIRECTORY_BYTES = 128 * 2 ** 20;

/**
 * The files of a zip archive by name, including zip64. Only stored (uncompressed) entries are
 * accepted; PyTorch writes no others.
 * @throws NominalError BACKBONE_INVALID for a damaged, encrypted or compressed archive.
 */
export async function readZipDirectory(file: RandomAccess): Promise<Map<string, ZipEntry>> {
  const { path } = file;
  const { offset, bytes, count } = await findDirectory(file);
  if (bytes > MAX_DIRECTORY_BYTES)
    throw invalidWeights(path, 'a zip archive with a huge directory');
  const directory = await file.read(offset, bytes);
  const view = new DataView(directory.buffer);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > bytes || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw damaged(path);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((o) =>
      view.getUint16(at + o, true),
    );
    const next = at + 46 + nameBytes + extraBytes + commentBytes;
    if (next > bytes) throw damaged(path);
    const name = new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameBytes));
    if ((view.getUint16(at + 8, true) & 1) !== 0 || view.getUint16(at + 10, true) !== 0) {
      throw invalidWeights(path, `the compressed or encrypted entry ${name}`);
    }
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const { size, header } = sizesOf(view, at, extra, path);
    entries.set(name, { offset: await dataStart(file, header), bytes: size });
    at = next;
  }
  return entries;
}

/** Size and location of an entry; if they do not fit 32 bits, they are in the zip64 field. */
function sizesOf(view: DataView, at: number, extra: Uint8Array, path: string) {
  const fields = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  const wide: number[] = [];
  for (let i = 0; i + 4 <= extra.length; i += 4 + fields.getUint16(i + 2, true)) {
    if (fields.getUint16(i, true) !== 1) continue;
    const end = Math.min(extra.length, i + 4 + fields.getUint16(i + 2, true));
    for (let j = i + 4; j + 8 <= end; j += 8) wide.push(Number(fields.getBigUint64(j, true)));
  }
  const pick = (offset: number) => {
    const value = view.getUint32(at + offset, true);
    if (value !== 0xffffffff) return value;
    const large = wide.shift();
    if (large === undefined) throw damaged(path);
    return large;
  };
  const size = pick(24);
  pick(20);
  return { size, header: pick(42) };
}

async function dataStart(file: RandomAccess, header: number): Promise<number> {
  const view = new DataView((await file.read(header, 30)).buffer);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) throw damaged(file.path);
  return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

async function findDirectory(file: RandomAccess) {
  const length = Math.min(file.bytes, 22 + 0xffff);
  const start = file.bytes - length;
  const tail = await file.read(start, length);
  const view = new DataView(tail.buffer);
  let at = length - 22;
  while (at >= 0 && view.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw damaged(file.path);
  const locator = at - 20;
  if (locator >= 0 && view.getUint32(locator, true) === END64_LOCATOR) {
    const end = new DataView(
      (await file.read(Number(view.getBigUint64(locator + 8, true)), 56)).buffer,
    );
    if (end.getUint32(0, true) !== END64_SIGNATURE) throw damaged(file.path);
    const [count, bytes, offset] = [32, 40, 48].map((o) => Number(end.getBigUint64(o, true)));
    return { count, bytes, offset };
  }
  return {
    count: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
}

function damaged(path: string) {
  return invalidWeights(path, 'a zip archive that is damaged or cut short');
}
