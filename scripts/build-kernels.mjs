// Compiles the WebAssembly kernels of src/core/kernels/assembly (AssemblyScript) into a module that
// core/ can import anywhere: the bytes as base64. Does nothing where that is up to date.
// Run by `npm run build`.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const sources = new URL('../src/core/kernels/assembly/', import.meta.url);
const target = new URL('../src/core/kernels/generated/kernelBytes.ts', import.meta.url);

const names = (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort();
const texts = await Promise.all(names.map((name) => readFile(new URL(name, sources), 'utf8')));
const self = await readFile(new URL(import.meta.url), 'utf8');
const hash = createHash('sha256')
  .update(`${asc.version}${self}${texts.join('\0')}`)
  .digest('hex');

const current = await readFile(target, 'utf8').catch(() => '');
if (current.includes(hash)) {
  console.log('kernels: current');
} else {
  await writeKernels();
  console.log('kernels: built');
}

async function writeKernels() {
  /** @type {Map<string, string>} */
  const files = new Map(names.map((name, i) => [name, texts[i]]));
  /** @type {Uint8Array | undefined} */
  let binary;
  const flags = [
    '-O3',
    '--runtime',
    'stub',
    '--importMemory',
    '--noExportMemory',
    '--enable',
    'simd',
  ];
  const { error, stderr } = await asc.main(['index.ts', '-o', 'kernels.wasm', ...flags], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernels.wasm') binary = /** @type {Uint8Array} */ (contents);
    },
    listFiles: () => [],
  });
  if (error || binary === undefined)
    throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const base64 = Buffer.from(binary).toString('base64');
  const temporary = new URL(`${target.href}.${process.pid}.tmp`);
  await mkdir(new URL('.', target), { recursive: true });
  await writeFile(
    temporary,
    `// Made by scripts/build-kernels.mjs from ${hash}\n\n` +
      `/** The compiled kernels: a WebAssembly module, base64. */\nexport const kernelBytes =\n  '${base64}';\n`,
  );
  await rename(temporary, target);
}
