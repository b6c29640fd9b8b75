import { readSync } from 'node:fs';
import { Matrix, type UnreadMatrix } from '../../../core/tensor/index.ts';
import type { ExtractedFeatures } from '../../features/ExtractedImage.ts';

/** A file of patch features that another thread of this process has open. */
export interface FeatureFile {
  readonly descriptor: number;
  readonly columns: number;
}

/** A part of an image in such a file. */
export interface FiledPart extends Omit<ExtractedFeatures, 'features'> {
  /** Where its rows begin in the file. */
  readonly fileRow: number;
  readonly rows: number;
}

/** Where the features of a store lie in its file, for threads that read them there. */
export interface FiledFeatures {
  readonly file: FeatureFile;
  /** The places of rows in the file. */
  readonly fileRows: (rows: Uint32Array) => Uint32Array;
  /** The parts of an image, without its changed copies. */
  readonly parts: (image: number) => readonly FiledPart[];
}

/** Rows of a file, which are read when they are needed. */
export function unreadRows(file: FeatureFile, fileRows: Uint32Array): UnreadMatrix {
  const { columns } = file;
  return {
    rows: fileRows.length,
    columns,
    read: (out) => {
      for (const [i, row] of fileRows.entries()) {
        readRows(file, row, out.subarray(i * columns, (i + 1) * columns));
      }
      return Promise.resolve();
    },
  };
}

/** Reads an image, part by part. */
export function* readParts(
  file: FeatureFile,
  parts: readonly FiledPart[],
): Generator<ExtractedFeatures> {
  for (const { fileRow, rows, ...places } of parts) {
    const features = Matrix.zeros(rows, file.columns);
    readRows(file, fileRow, features.data);
    yield { features, ...places };
  }
}

/** Waits for the disk: only for threads that have nothing else to do. */
function readRows({ descriptor, columns }: FeatureFile, first: number, into: Float32Array): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  const start = first * columns * Float32Array.BYTES_PER_ELEMENT;
  for (let at = 0; at < bytes.length;) {
    const count = readSync(descriptor, bytes, at, bytes.length - at, start + at);
    if (count === 0) throw new RangeError(`row ${first} is not in the file`);
    at += count;
  }
}
