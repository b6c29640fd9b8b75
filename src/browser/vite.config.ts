import { copyFile, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { replacements } from './platform/replacements.ts';

const output = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
const runtime = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url));

/** The browser module is built into dist/browser: a client, a worker, and the runtime's files beside them. */
export default defineConfig({
  base: './',
  publicDir: '../web/public',
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: false,
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('index.ts', import.meta.url)),
        page: fileURLToPath(new URL('index.html', import.meta.url)),
        offline: fileURLToPath(new URL('demo/offline.ts', import.meta.url)),
        worker: fileURLToPath(new URL('worker/main.ts', import.meta.url)),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'browser', 'module', 'import'] },
  plugins: [
    replacements(),
    {
      name: 'nominal-runtime-files',
      async closeBundle() {
        await mkdir(`${output}ort`, { recursive: true });
        for (const ending of ['mjs', 'wasm']) {
          const name = `ort-wasm-simd-threaded.${ending}`;
          await copyFile(runtime + name, `${output}ort/${name}`);
        }
        await cp(`${output}../backbones`, `${output}backbones`, { recursive: true, force: true });
        await writeFile(`${output}files.json`, JSON.stringify(await filesOfPage()));
      },
    },
  ],
});

/** What the page needs without a network, relative to it. */
async function filesOfPage(): Promise<string[]> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').split('dist/browser/')[1],
    )
    .filter((name) => !name.endsWith('.d.ts') && name !== 'files.json')
    .map((name) => name.replace(/^\/+/, ''));
  return ['./', ...files.sort()];
}
