import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NominalError } from '../../../errors/index.ts';
import { isTensor } from './reduceGlobal.ts';
import { opcodeNames } from './pickleOpcodes.ts';
import { readPickle } from './readPickle.ts';
import { allowedGlobals } from './torchGlobals.ts';

const ascii = (text: string) => [...new TextEncoder().encode(text)];
const short = (text: string) => [0x8c, text.length, ...ascii(text)];
const global = (module: string, name: string) => [0x63, ...ascii(`${module}\n${name}\n`)];
const storage = (elements: number) => [
  0x28,
  ...short('storage'),
  ...global('torch', 'FloatStorage'),
  ...short('0'),
  ...short('cpu'),
  0x4b,
  elements,
  0x74,
  0x51,
];
const whole = (...bytes: number[]) => Uint8Array.from([0x80, 2, ...bytes, 0x2e]);
const read = (bytes: Uint8Array) => readPickle(bytes, 'weights.pth').value;

/** _rebuild_tensor_v2(storage, 0, (2, 3), strides, False, OrderedDict()) as PyTorch writes it. @param metadata a further argument. */
function tensor(
  elements: number,
  strides: readonly [number, number],
  metadata: readonly number[] = [],
) {
  return [
    ...global('torch._utils', '_rebuild_tensor_v2'),
    0x28,
    ...storage(elements),
    0x4b,
    0,
    0x4b,
    2,
    0x4b,
    3,
    0x86,
    0x4b,
    strides[0],
    0x4b,
    strides[1],
    0x86,
    0x89,
    ...global('collections', 'OrderedDict'),
    0x29,
    0x52,
    ...metadata,
    0x74,
    0x52,
  ];
}

describe('readPickle', () => {
  it('reads a dictionary of one tensor', () => {
    const dictionary = read(whole(0x7d, ...short('w'), ...tensor(6, [3, 1]), 0x73)) as Map<
      string,
      unknown
    >;
    expect([...dictionary.keys()]).toEqual(['w']);
    expect(dictionary.get('w')).toMatchObject({
      kind: 'tensor',
      offset: 0,
      shape: [2, 3],
      strides: [3, 1],
      storage: { key: '0', type: 'F32', elements: 6 },
    });
  });

  it('takes a tensor whose metadata is empty, and refuses one that stands for other values', () => {
    const nothing = [0x7d];
    expect(read(whole(...tensor(6, [3, 1], nothing)))).toMatchObject({ kind: 'tensor' });
    const negated = [0x7d, ...short('neg'), 0x88, 0x73];
    expect(() => read(whole(...tensor(6, [3, 1], negated)))).toThrow('_rebuild_tensor_v2');
  });

  it('refuses a tensor that reaches beyond its storage or repeats it', () => {
    expect(() => read(whole(...tensor(5, [3, 1])))).toThrow('_rebuild_tensor_v2');
    expect(() => read(whole(...tensor(1, [0, 0])))).toThrow('_rebuild_tensor_v2');
  });

  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['__builtin__', 'getattr'],
    ['posix', 'system'],
    ['torch', 'load'],
    ['numpy.core.multiarray', '_reconstruct'],
    ['torch.nn.modules.conv', 'Conv2d'],
  ])('refuses the global %s.%s by its name, however it is written', (module, name) => {
    const call = [0x8c, 2, ...ascii('id'), 0x85, 0x52];
    expect(() => read(whole(...global(module, name), ...call))).toThrow(`${module}.${name}`);
    expect(() => read(whole(...short(module), ...short(name), 0x93, ...call))).toThrow(
      `${module}.${name}`,
    );
  });

  it.each([
    'INST',
    'OBJ',
    'NEWOBJ',
    'NEWOBJ_EX',
    'EXT1',
    'EXT2',
    'EXT4',
    'PERSID',
    'STRING',
    'INT',
    'FROZENSET',
  ])('refuses the opcode %s by its name', (name) => {
    const byte = [...opcodeNames].find(([, known]) => known === name)?.[0] ?? -1;
    expect(() => read(whole(byte, ...ascii('os\nsystem\n')))).toThrow(`opcode ${name}`);
  });

  it('drops attributes of a dictionary and refuses to set those of anything else', () => {
    const dictionary = [...global('collections', 'OrderedDict'), 0x29, 0x52];
    expect(read(whole(...dictionary, 0x7d, 0x62))).toEqual(new Map());
    expect(() => read(whole(0x5d, 0x7d, 0x62))).toThrow('BUILD');
  });

  it('refuses to apply what is no global, and a global to wrong arguments', () => {
    expect(() => read(whole(...short('x'), 0x29, 0x52))).toThrow('REDUCE');
    expect(() => read(whole(...global('torch', 'FloatStorage'), 0x29, 0x52))).toThrow(
      'FloatStorage',
    );
  });

  it('never answers a damaged pickle with anything but a value or BACKBONE_INVALID', () => {
    const good = [...whole(0x7d, ...short('w'), ...tensor(6, [3, 1]), 0x73)];
    const mutated = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = Uint8Array.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    const opcodes = [...opcodeNames.keys()];
    const noise = fc
      .array(fc.oneof(fc.constantFrom(...opcodes), fc.nat(255)), { maxLength: 80 })
      .map((bytes) => Uint8Array.from(bytes));
    const cut = fc.nat(good.length).map((length) => Uint8Array.from(good.slice(0, length)));
    fc.assert(
      fc.property(fc.oneof(mutated, noise, cut), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(NominalError);
          expect((error as NominalError).code).toBe('BACKBONE_INVALID');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('lets no pickle name a global outside the list', () => {
    const name = fc.stringMatching(/^[a-z_.]{1,12}$/);
    fc.assert(
      fc.property(name, name, (module, attribute) => {
        fc.pre(!allowedGlobals.has(`${module}.${attribute}`));
        expect(() => read(whole(...global(module, attribute)))).toThrow('not allowed');
      }),
    );
  });

  it('cannot be made to touch a prototype', () => {
    const value = read(whole(0x7d, ...short('__proto__'), ...tensor(6, [3, 1]), 0x73));
    expect(value).toBeInstanceOf(Map);
    expect(isTensor((value as Map<string, never>).get('__proto__'))).toBe(true);
    expect(({} as Record<string, unknown>).shape).toBeUndefined();
  });
});
