import { createHash } from 'node:crypto';
import { Matrix } from '../../core/tensor/index.ts';
import { damagedImport, type ForeignFile, openForeignFile, unsupported } from '../foreignFile.ts';

/** The rows of a faiss index and the SHA-256 of its file. */
export interface FlatIndex {
  readonly rows: Matrix;
  readonly sha256: string;
}

/** Four letters, columns (i32), rows (i64), two fillers (i64), trained (u8), metric (i32), values (u64). */
const HEADER_BYTES = 4 + 4 + 8 + 16 + 1 + 4 + 8;
const METRIC_AT = 33;
const VALUES_AT = 37;
const METRIC_L2 = 1;
const MAX_COLUMNS = 65_536;
const MAX_ROWS = 10_000_000;
/** The engine or the machine refuses larger typed arrays. */
const MAX_BYTES = 8 * 2 ** 30;

/** The first letters of other faiss indexes, for messages. */
const otherKinds: ReadonlyMap<string, string> = new Map([
  ['IxFI', 'a flat index of inner products'],
  ['IwPQ', 'an inverted file with product quantization (the original\'s "approximate" search)'],
  ['IvPQ', 'an inverted file with product quantization, of an older faiss'],
  ['IwFl', 'an inverted file'],
  ['IxPq', 'a product quantizer'],
  ['IHNf', 'a graph index'],
  ['IxPT', 'a transformed index'],
  ['IxMp', 'an index with ids'],
]);

/**
 * Reads a flat L2 index of faiss (`IndexFlatL2`, as `faiss.write_index` writes it, including one that was
 * on a GPU) without faiss. All sizes are checked before anything is allocated.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, or `IMPORT_UNSUPPORTED` for another index.
 */
export async function readFlatIndex(path: string): Promise<FlatIndex> {
  return openForeignFile(path, async (file) => {
    const header = new Uint8Array(Math.min(HEADER_BYTES, file.bytes));
    await file.read(0, header);
    refuseOtherKinds(path, new TextDecoder('latin1').decode(header.subarray(0, 4)));
    if (header.length < HEADER_BYTES) throw damagedImport(path, 'its header is cut short');
    const { rows, columns } = readSizes(file, header);
    const data = new Float32Array(rows * columns);
    const bytes = new Uint8Array(data.buffer);
    await file.read(HEADER_BYTES, bytes);
    if (!data.every(Number.isFinite))
      throw damagedImport(path, 'some of its values are not numbers');
    const sha256 = createHash('sha256').update(header).update(bytes).digest('hex');
    return { rows: new Matrix(rows, columns, data), sha256 };
  });
}

function refuseOtherKinds(path: string, kind: string): void {
  if (kind === 'IxF2' || kind === 'IxFl') return;
  const letters = /^[\x20-\x7e]{4}$/.test(kind) ? `"${kind}"` : 'no letters';
  throw unsupported({
    what: `${path} is not a flat L2 index of faiss`,
    expected: 'a file that begins with "IxF2" or "IxFl"',
    received: otherKinds.get(kind) ?? letters,
    remedy: 'Save the bank with the exact search of the original, faiss.IndexFlatL2',
  });
}

function readSizes({ path, bytes }: ForeignFile, header: Uint8Array) {
  const view = new DataView(header.buffer);
  const columns = view.getInt32(4, true);
  const rows = Number(view.getBigInt64(8, true));
  const metric = view.getInt32(METRIC_AT, true);
  if (metric !== METRIC_L2) {
    throw unsupported({
      what: `${path} measures other distances than L2`,
      expected: `metric ${METRIC_L2}`,
      received: String(metric),
    });
  }
  const values = view.getBigUint64(VALUES_AT, true);
  if (!(columns > 0 && columns <= MAX_COLUMNS && rows > 0 && rows <= MAX_ROWS)) {
    throw damagedImport(path, `its header states ${rows} rows of ${columns} values`);
  }
  const wanted = 4 * rows * columns;
  if (values !== BigInt(rows * columns) || bytes !== HEADER_BYTES + wanted) {
    throw damagedImport(
      path,
      `${bytes} bytes instead of ${HEADER_BYTES + wanted} for ${rows} rows of ${columns} values`,
    );
  }
  if (wanted > MAX_BYTES) {
    throw unsupported({
      what: `the bank of ${path} is too large`,
      expected: `at most ${MAX_BYTES} bytes`,
      received: String(wanted),
    });
  }
  return { rows, columns };
}
