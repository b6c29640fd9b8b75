/** Alignment of every region: a cache line. */
const ALIGNMENT_BYTES = 64;
const PAGE_BYTES = 65_536;
/** What a 32-bit address reaches. */
const MAX_PAGES = 65_536;
/** Most that one kernel can address. */
export const MAX_MEMORY_BYTES = MAX_PAGES * PAGE_BYTES;

/**
 * A WebAssembly memory cut once into regions; it never grows, so views on it stay valid.
 * The first bytes are left to the kernels' own globals.
 */
export class KernelMemory<Name extends string> {
  readonly memory: WebAssembly.Memory;
  readonly #offsets: ReadonlyMap<Name, number>;

  /**
   * @param bytes size of each region.
   * @throws RangeError if all regions together exceed 4 GiB.
   */
  constructor(bytes: Readonly<Record<Name, number>>) {
    const offsets = new Map<Name, number>();
    let end = 1024;
    for (const name of Object.keys(bytes) as Name[]) {
      offsets.set(name, end);
      end += Math.ceil(bytes[name] / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    }
    const pages = Math.ceil(end / PAGE_BYTES);
    if (pages > MAX_PAGES) throw new RangeError(`${end} bytes exceed what one kernel can address`);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#offsets = offsets;
  }

  /** Byte offset of a region. */
  at(name: Name): number {
    return this.#offsets.get(name) ?? 0;
  }

  /** float32 view on a region from its start, or from `skip` values on. */
  float32(name: Name, length: number, skip = 0): Float32Array {
    return new Float32Array(this.memory.buffer, this.at(name) + 4 * skip, length);
  }

  /** float64 view on a region. */
  float64(name: Name, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.at(name), length);
  }

  /** uint8 view on a region. */
  uint8(name: Name, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.at(name), length);
  }

  /** int32 view on a region. */
  int32(name: Name, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.at(name), length);
  }

  /** uint32 view on a region. */
  uint32(name: Name, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, this.at(name), length);
  }
}
