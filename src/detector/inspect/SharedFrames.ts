import type { RawFrame } from '../../image/index.ts';

/**
 * Copies of raw frames in memory that threads share, used again and again: new memory for each frame of
 * a stream, megabytes at a time, keeps the collections of every thread busy.
 */
export class SharedFrames {
  #free: SharedArrayBuffer[] = [];

  /** Copies a frame; {@link release} the copy once no thread reads it any more. */
  share(frame: RawFrame): RawFrame {
    const { data } = frame;
    const { buffer, byteOffset, byteLength } = data;
    // Frames of a stream have one size; memory of another is left to the collection.
    this.#free = this.#free.filter((memory) => memory.byteLength === byteLength);
    const memory = this.#free.pop() ?? new SharedArrayBuffer(byteLength);
    new Uint8Array(memory).set(new Uint8Array(buffer, byteOffset, byteLength));
    const copy = data instanceof Uint8Array ? new Uint8Array(memory) : new Uint16Array(memory);
    return { ...frame, data: copy };
  }

  /** Takes back the memory of a copy that {@link share} made. */
  release({ data: { buffer } }: RawFrame): void {
    if (buffer instanceof SharedArrayBuffer) this.#free.push(buffer);
  }
}
