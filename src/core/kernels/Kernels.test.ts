import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { KernelMemory } from './KernelMemory.ts';
import { kernelArguments } from './Kernels.ts';

describe('the kernels', () => {
  it('are given their arguments in the order of their sources', async () => {
    const folder = new URL('./assembly/', import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
    const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
    for (const [kernel, order] of Object.entries(kernelArguments)) {
      const signature = new RegExp(`export function ${kernel}\\(([^)]*)\\)`).exec(texts.join(''));
      const parameters = [...(signature?.[1].matchAll(/(\w+?)_?:/g) ?? [])].map(([, name]) => name);
      expect(signature, kernel).not.toBeNull();
      expect(parameters, kernel).toEqual(order);
    }
  });
});

describe('kernel memory', () => {
  const layout = {
    bytes: { type: 'uint8', length: 65 },
    rows: { type: 'float32', length: 6 },
    norms: { type: 'float64', length: 2 },
  } as const;

  it('knows the place of each value by the type of its block', () => {
    const memory = new KernelMemory(layout);
    expect(memory.at('rows') - memory.at('bytes')).toBe(128);
    expect(memory.at('rows', 2) - memory.at('rows')).toBe(8);
    expect(memory.at('norms', 1) - memory.at('norms')).toBe(8);
    expect(memory.view('rows', 4, 2).byteOffset).toBe(memory.at('rows', 2));
  });

  it('shows what is written through another view of a block', () => {
    const memory = new KernelMemory(layout);
    memory.view('norms', 2).set([1.5, 2.5]);
    expect([...memory.view('norms', 1, 1)]).toEqual([2.5]);
    expect(memory.view('rows', 6)).toBeInstanceOf(Float32Array);
    expect(memory.view('norms', 2)).toBeInstanceOf(Float64Array);
  });

  it('refuses more than a kernel can address', () => {
    expect(() => new KernelMemory({ bytes: { type: 'uint8', length: 2 ** 33 } })).toThrow(
      RangeError,
    );
  });
});
