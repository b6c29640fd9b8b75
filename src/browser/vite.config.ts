import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type UserConfig } from 'vite';
import { replacements } from './platform/replacements.ts';

const source = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const output = source('../../dist/browser/');
const backbones = source('../../dist/backbones/');
const runtime = source('../../node_modules/onnxruntime-web/dist/');

/** The settings that both builds share. */
const common = {
  base: './',
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'browser', 'module', 'import'] },
  plugins: [replacements()],
} satisfies UserConfig;

const buildOptions = {
  outDir: output,
  target: 'es2022',
  reportCompressedSize: false,
  modulePreload: false,
} satisfies UserConfig['build'];

/**
 * Builds the browser module into dist/browser: a client, its worker, the runtime's files, the networks,
 * and a demo page.
 */
export default defineConfig({
  ...common,
  publicDir: 'public',
  build: {
    ...buildOptions,
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        page: source('index.html'),
        offline: source('demo/offline.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
  plugins: [
    ...common.plugins,
    {
      name: 'nominal-module',
      async closeBundle() {
        await buildAlone('index.ts', 'index.js');
        await buildAlone('worker/main.ts', 'worker.js');
        await mkdir(`${output}ort`, { recursive: true });
        for (const ending of ['mjs', 'wasm']) {
          const name = `ort-wasm-simd-threaded.${ending}`;
          await copyFile(runtime + name, `${output}ort/${name}`);
        }
        await cp(backbones, `${output}backbones`, { recursive: true, force: true });
        await writeFile(`${output}files.json`, JSON.stringify(await filesOfPage()));
      },
    },
  ],
});

/**
 * Builds one file without imports: a client whose addresses are relative to itself, or a worker that
 * bundlers of applications copy without looking inside.
 */
async function buildAlone(input: string, name: string): Promise<void> {
  await build({
    ...common,
    configFile: false,
    root: source('.'),
    publicDir: false,
    logLevel: 'warn',
    define: { SHIPPED_MANIFESTS: JSON.stringify(await shippedManifests()) },
    build: {
      ...buildOptions,
      emptyOutDir: false,
      rolldownOptions: {
        input: source(input),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: name, codeSplitting: false },
      },
    },
  });
}

async function shippedManifests(): Promise<Record<string, unknown>> {
  const manifests: Record<string, unknown> = {};
  for (const name of await readdir(backbones)) {
    manifests[name] = JSON.parse(await readFile(`${backbones}${name}/manifest.json`, 'utf8'));
  }
  return manifests;
}

/** The files that the page needs offline, relative to it. */
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
