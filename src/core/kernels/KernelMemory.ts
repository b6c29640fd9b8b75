/** Alignment of every block: a cache line. */
const ALIGNMENT_BYTES = 64;
const PAGE_BYTES = 65_536;
/** The pages that a 32-bit address reaches. */
const MAX_PAGES = 65_536;
/** The most memory that one kernel can address. */
export const MAX_MEMORY_BYTES = MAX_PAGES * PAGE_BYTES;

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
} as const;

type ElementType = keyof typeof arrays;

/** A stretch of a kernel's memory that holds values of one type. */
export interface MemoryBlock<Type extends ElementType = ElementType> {
  readonly type: Type;
  /** Number of values. */
  readonly length: number;
}

/** The blocks of a memory by name. */
export type MemoryLayout = Readonly<Record<string, MemoryBlock>>;

/** Bytes of all blocks together, without alignment. */
export function layoutBytes(layout: MemoryLayout): number {
  return Object.values(layout).reduce((sum, block) => sum + bytesOf(block), 0);
}

/** A WebAssembly memory cut once into blocks; it never grows, so views on it stay valid. */
export class KernelMemory<Layout extends MemoryLayout> {
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
  readonly #offsets: ReadonlyMap<keyof Layout, number>;

  /** @throws RangeError if all blocks together exceed 4 GiB. */
  constructor(layout: Layout) {
    const offsets = new Map<keyof Layout, number>();
    // The first bytes belong to the kernels' own globals.
    let end = 1024;
    for (const [name, block] of Object.entries(layout)) {
      offsets.set(name, end);
      end += Math.ceil(bytesOf(block) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    }
    const pages = Math.ceil(end / PAGE_BYTES);
    if (pages > MAX_PAGES) throw new RangeError(`${end} bytes exceed what one kernel can address`);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.layout = layout;
    this.#offsets = offsets;
  }

  /** The place of the value `index` of a block as a kernel takes it: a byte offset. */
  at(name: keyof Layout, index = 0): number {
    return (
      (this.#offsets.get(name) ?? 0) + index * arrays[this.layout[name].type].BYTES_PER_ELEMENT
    );
  }

  /** A view on `length` values of a block, from the value `start` on. */
  view<Name extends keyof Layout>(
    name: Name,
    length: number,
    start = 0,
  ): InstanceType<(typeof arrays)[Layout[Name]['type']]> {
    const array = new arrays[this.layout[name].type](
      this.memory.buffer,
      this.at(name, start),
      length,
    );
    return array as InstanceType<(typeof arrays)[Layout[Name]['type']]>;
  }
}

function bytesOf({ type, length }: MemoryBlock): number {
  return length * arrays[type].BYTES_PER_ELEMENT;
}
