import type { NominalError } from '../../../errors/index.ts';
import { opcodeNames } from './pickleOpcodes.ts';
import type { PickleValue, TorchStorage } from './PickleValue.ts';
import { reduceGlobal, storageOf } from './reduceGlobal.ts';
import { allowedGlobals } from './torchGlobals.ts';

type Refuse = (received: string) => NominalError;

/** More operations than any list of weights needs; stops a file that repeats itself through the memo. */
const MAX_STEPS = 20_000_000;

/** The stack machine of pickles, reduced to the operations that a file of weights needs. */
export class PickleMachine {
  /** Offset of the next byte to read. */
  position: number;
  /** Whether an operation failed because the bytes ended in the middle of the pickle. */
  isCutShort = false;
  /** Every storage named so far, by key. */
  readonly storages = new Map<string, TorchStorage>();
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #refuse: Refuse;
  readonly #memo = new Map<number, PickleValue>();
  #stack: PickleValue[] = [];
  readonly #marked: PickleValue[][] = [];

  constructor(bytes: Uint8Array, start: number, refuse: Refuse) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
    this.#refuse = refuse;
  }

  /** Runs to the STOP opcode and returns the value on top of the stack. */
  run(): PickleValue {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const at = this.position;
      const opcode = this.#uint(1);
      const name = opcodeNames.get(opcode);
      if (name === 'STOP') return this.#pop();
      if (name === undefined || !this.#step(name)) {
        const hex = `0x${opcode.toString(16).padStart(2, '0')}`;
        throw this.#refuse(`opcode ${name ?? 'without a known name'} (${hex}) at byte ${at}`);
      }
    }
    throw this.#refuse(`more than ${MAX_STEPS} operations`);
  }

  /** @returns false for an opcode that is not allowed. */
  #step(opcode: string): boolean {
    return (
      this.#constant(opcode) ||
      this.#memoize(opcode) ||
      this.#collect(opcode) ||
      this.#torch(opcode)
    );
  }

  #constant(opcode: string): boolean {
    switch (opcode) {
      case 'NONE':
        return this.#push(null);
      case 'NEWTRUE':
        return this.#push(true);
      case 'NEWFALSE':
        return this.#push(false);
      case 'BININT':
        return this.#push(this.#uint(4) | 0);
      case 'BININT1':
        return this.#push(this.#uint(1));
      case 'BININT2':
        return this.#push(this.#uint(2));
      case 'LONG1':
        return this.#push(this.#long(this.#uint(1)));
      case 'BINFLOAT':
        return this.#push(this.#view.getFloat64(this.#take(8)));
      case 'BINUNICODE':
        return this.#push(this.#text(this.#uint(4)));
      case 'SHORT_BINUNICODE':
        return this.#push(this.#text(this.#uint(1)));
      case 'BINSTRING':
        return this.#push(this.#text(this.#uint(4)));
      case 'SHORT_BINSTRING':
        return this.#push(this.#text(this.#uint(1)));
      case 'EMPTY_DICT':
        return this.#push(new Map());
      case 'EMPTY_LIST':
        return this.#push([]);
      case 'EMPTY_TUPLE':
        return this.#push({ kind: 'tuple', items: [] });
      default:
        return false;
    }
  }

  #memoize(opcode: string): boolean {
    switch (opcode) {
      case 'PROTO':
        return this.#protocol(this.#uint(1));
      case 'FRAME':
        return this.#take(8) >= 0;
      case 'BINPUT':
        return this.#put(this.#uint(1));
      case 'LONG_BINPUT':
        return this.#put(this.#uint(4));
      case 'MEMOIZE':
        return this.#put(this.#memo.size);
      case 'BINGET':
        return this.#get(this.#uint(1));
      case 'LONG_BINGET':
        return this.#get(this.#uint(4));
      default:
        return false;
    }
  }

  #collect(opcode: string): boolean {
    switch (opcode) {
      case 'MARK':
        this.#marked.push(this.#stack);
        this.#stack = [];
        return true;
      case 'TUPLE':
        return this.#push({ kind: 'tuple', items: this.#popMark() });
      case 'TUPLE1':
        return this.#push(this.#tuple(1));
      case 'TUPLE2':
        return this.#push(this.#tuple(2));
      case 'TUPLE3':
        return this.#push(this.#tuple(3));
      case 'SETITEM':
        return this.#setItems(this.#tuple(2).items);
      case 'SETITEMS':
        return this.#setItems(this.#popMark());
      case 'APPEND':
        return this.#append([this.#pop()]);
      case 'APPENDS':
        return this.#append(this.#popMark());
      default:
        return false;
    }
  }

  #torch(opcode: string): boolean {
    switch (opcode) {
      case 'GLOBAL':
        return this.#global(this.#line(), this.#line());
      case 'STACK_GLOBAL': {
        const [module, name] = this.#tuple(2).items;
        if (typeof module !== 'string' || typeof name !== 'string') {
          throw this.#refuse('a global whose name is not a string');
        }
        return this.#global(module, name);
      }
      case 'BINPERSID': {
        const storage = storageOf(this.#pop());
        if (storage === undefined)
          throw this.#refuse('a persistent id that does not name a storage');
        this.storages.set(storage.key, storage);
        return this.#push(storage);
      }
      case 'REDUCE':
        return this.#reduce();
      case 'BUILD':
        return this.#build();
      default:
        return false;
    }
  }

  #protocol(version: number): boolean {
    if (version > 5) throw this.#refuse(`a pickle of protocol ${version}`);
    return true;
  }

  #global(module: string, name: string): boolean {
    const full = `${module}.${name}`;
    if (!allowedGlobals.has(full)) throw this.#refuse(`the global ${full}, which is not allowed`);
    return this.#push({ kind: 'global', name: full });
  }

  #reduce(): boolean {
    const [callee, args] = this.#tuple(2).items;
    if (!isKind(callee, 'global') || !isKind(args, 'tuple'))
      throw this.#refuse('REDUCE of something that is not a global');
    const result = reduceGlobal(callee.name, args.items);
    if (result === undefined)
      throw this.#refuse(`${callee.name} with arguments that it does not accept`);
    return this.#push(result);
  }

  /** Drops the attributes of a dictionary, such as `_metadata` of a state dictionary. */
  #build(): boolean {
    this.#pop();
    const target = this.#pop();
    if (!(target instanceof Map)) throw this.#refuse('BUILD of something that is not a dictionary');
    return this.#push(target);
  }

  #setItems(items: readonly PickleValue[]): boolean {
    const target = this.#pop();
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw this.#refuse('items for something that is not a dictionary');
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
    return this.#push(target);
  }

  #append(items: readonly PickleValue[]): boolean {
    const target = this.#pop();
    if (!Array.isArray(target)) throw this.#refuse('items for something that is not a list');
    for (const item of items) target.push(item);
    return this.#push(target);
  }

  #put(index: number): boolean {
    if (this.#stack.length === 0) throw this.#refuse('a memo entry for an empty stack');
    this.#memo.set(index, this.#stack[this.#stack.length - 1]);
    return true;
  }

  #get(index: number): boolean {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#refuse(`memo ${index}, which was never written`);
    return this.#push(value);
  }

  #push(value: PickleValue): true {
    this.#stack.push(value);
    return true;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#refuse('an operation on an empty stack');
    return value;
  }

  #popMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#marked.pop();
    if (below === undefined) throw this.#refuse('items without a mark');
    this.#stack = below;
    return items;
  }

  #tuple(length: number): { readonly kind: 'tuple'; readonly items: PickleValue[] } {
    const items = Array.from({ length }, () => this.#pop()).reverse();
    return { kind: 'tuple', items };
  }

  #cutShort(): NominalError {
    this.isCutShort = true;
    return this.#refuse('a pickle that is cut short');
  }

  /** Skips the next `length` bytes and returns their offset. */
  #take(length: number): number {
    const at = this.position;
    if (at + length > this.#bytes.length) throw this.#cutShort();
    this.position += length;
    return at;
  }

  #uint(bytes: 1 | 2 | 4): number {
    const at = this.#take(bytes);
    if (bytes === 1) return this.#view.getUint8(at);
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** A little-endian two's complement number; a bigint only if it is not a safe integer. */
  #long(length: number): number | bigint {
    const at = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[at + i]);
    value = length === 0 ? 0n : BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #text(length: number): string {
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.position);
    if (end < 0) throw this.#cutShort();
    const text = this.#text(end - this.position);
    this.#take(1);
    return text;
  }
}

function isKind<Kind extends 'global' | 'tuple'>(
  value: PickleValue,
  kind: Kind,
): value is Extract<PickleValue, { readonly kind: Kind }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
