import { frameInvalid } from './frameInvalid.ts';

/** A frame that has begun to come. */
export interface HalfFrame {
  /** Bytes of it that came. */
  readonly bytes: number;
  /** Bytes that it has; null where only its end tells. */
  readonly of: number | null;
  /** When it began, in the time of `performance.now()`. */
  readonly sinceMs: number;
}

/** Takes bytes off a stream in pieces of any length, however the stream is cut. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #takenBytes = 0;
  /** The frame that is coming: the bytes before it, how many it has, and since when it comes. */
  #frame: { readonly start: number; readonly of: number | null; readonly sinceMs: number } | null =
    null;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Waits until this many bytes are held. @returns false if the stream ends before. */
  async has(count: number): Promise<boolean> {
    while (this.#heldBytes < count) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      const { value } = next;
      if (value.length === 0) continue;
      this.#held.push(value);
      this.#heldBytes += value.length;
    }
    return true;
  }

  /** A frame begins with the next byte, which is there. */
  begin(): void {
    this.#frame = { start: this.#takenBytes, of: null, sinceMs: performance.now() };
  }

  /** So many bytes that are not taken yet are left of the frame. */
  expects(bytes: number): void {
    if (this.#frame === null) return;
    this.#frame = { ...this.#frame, of: this.#takenBytes - this.#frame.start + bytes };
  }

  /** The frame is whole. */
  end(): void {
    this.#frame = null;
  }

  /** The frame that has begun and is not whole. */
  get half(): HalfFrame | null {
    if (this.#frame === null) return null;
    const { start, of, sinceMs } = this.#frame;
    return { bytes: this.#takenBytes + this.#heldBytes - start, of, sinceMs };
  }

  /** Bytes that came and were not taken. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The first bytes that are held, up to so many, which stay. */
  peek(count: number): Uint8Array {
    const first = this.#held.at(0) ?? new Uint8Array();
    if (first.length >= count || this.#held.length <= 1) return first.subarray(0, count);
    return this.#joined(Math.min(count, this.#heldBytes));
  }

  /** The bytes that are held and lie together; at least one if there are any. */
  get together(): Uint8Array {
    return this.#held.at(0) ?? new Uint8Array();
  }

  /** Takes bytes off. @throws NominalError `CAMERA_FRAME_INVALID` if the stream ends before them. */
  async take(count: number): Promise<Uint8Array> {
    await this.#hold(count);
    const taken = this.peek(count);
    this.#drop(count);
    return taken;
  }

  /**
   * Takes bytes off as they lie, and copies none: most frames of a fast camera are never looked at.
   *
   * @throws NominalError `CAMERA_FRAME_INVALID` if the stream ends before them.
   */
  async takePieces(count: number): Promise<readonly Uint8Array[]> {
    await this.#hold(count);
    const pieces: Uint8Array[] = [];
    let left = count;
    for (const chunk of this.#held) {
      if (left === 0) break;
      pieces.push(chunk.subarray(0, left));
      left -= Math.min(chunk.length, left);
    }
    this.#drop(count);
    return pieces;
  }

  async #hold(count: number): Promise<void> {
    if (await this.has(count)) return;
    throw frameInvalid({
      reason: 'frameCutShort',
      what: 'the stream ended within a frame',
      expected: `${count} more bytes`,
      received: `${this.#heldBytes} bytes`,
    });
  }

  #joined(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let at = 0;
    for (const chunk of this.#held) {
      bytes.set(chunk.subarray(0, count - at), at);
      at += Math.min(chunk.length, count - at);
      if (at === count) break;
    }
    return bytes;
  }

  #drop(count: number): void {
    this.#heldBytes -= count;
    this.#takenBytes += count;
    let [left, whole] = [count, 0];
    while (whole < this.#held.length && this.#held[whole].length <= left) {
      left -= this.#held[whole].length;
      whole++;
    }
    this.#held = this.#held.slice(whole);
    if (left > 0) this.#held[0] = this.#held[0].subarray(left);
  }
}
