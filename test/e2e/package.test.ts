import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { build, createServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installMorePackages, installPackage } from './installPackage.ts';
import { temporaryFolder } from './parts.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const run = promisify(execFile);
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
const deno = pathOf('deno');

/** Path of a program; null if it is not installed. */
function pathOf(program: string): string | null {
  try {
    return execFileSync('which', [program], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** Images for a quick fit and inspection, in a page and on a server. */
const images = `
const image = (seed) => ({
  height: 64,
  width: 64,
  channels: 3,
  data: new Uint8Array(64 * 64 * 3).map((_, i) => 100 + ((i * 7919 + seed * 31) % 23)),
});
const options = { resize: { height: 64, width: 64 } };
const good = [1, 2, 3, 4, 5, 6].map(image);
`;

const page = `${images}
import { BrowserDetector } from 'nominal-vision/browser';
BrowserDetector.fit(good, options).then(async (detector) => {
  const inspection = await detector.inspect(image(9));
  const { anomalyMap, overlay, ...figures } = JSON.parse(JSON.stringify(inspection));
  const pixels = [anomalyMap, overlay].filter((values) => values !== undefined).length;
  detector.close();
  detector.close();
  const after = await detector.inspect(image(9)).catch(({ code }) => code);
  document.title = [figures.verdict, detector.facts.threads > 0, pixels, after].join(' ');
}).catch((error) => { document.title = String(error); });
`;

const server = `${images}
import { fit } from 'nominal-vision';
// Deno does not end Node's threads.
const workers = 'Deno' in globalThis ? 1 : 2;
const detector = await fit(good, options, { runtime: { workers } });
for await (const inspection of detector.inspectAll([image(9)])) console.log(JSON.stringify(inspection));
await detector.close();
`;

const consumer = `
import { Detector, Family, fit, type FamilyInspection, type Images } from 'nominal-vision';
import { Matrix } from 'nominal-vision/core';
export async function inspect(images: Images): Promise<string> {
  await using detector: Detector = await fit(images);
  await using family: Family = await Family.open('family');
  const routed: FamilyInspection = await family.inspect('part.png');
  return JSON.stringify([await detector.inspect('part.png'), routed, Matrix.zeros(1, 1)]);
}
`;

const browserConsumer = `
import { BrowserDetector } from 'nominal-vision/browser';
export async function verdict(good: readonly Blob[], part: Blob): Promise<string> {
  using detector = await BrowserDetector.fit(good);
  return (await detector.inspect(part)).verdict;
}
`;

const stationConsumer = `
import { FleetInspector } from '@nominal-vision/fleet';
import { readStationConfig, startStation, type StationConfig } from '@nominal-vision/station';
const config: StationConfig = await readStationConfig('station.json', {}, { optional: true });
const { url, stop } = await startStation('station', config);
console.log(url satisfies string, FleetInspector.name);
await stop();
`;

describe('the package as it is published', () => {
  let project = '';
  beforeAll(async () => {
    project = await temporaryFolder();
    await installPackage(project);
    await writeFile(join(project, 'consumer.ts'), consumer);
    await writeFile(join(project, 'browserConsumer.ts'), browserConsumer);
    await writeFile(join(project, 'server.js'), server);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  /** The compiler's messages about a file; empty if there are none. */
  async function compile(file: string, ...options: readonly string[]): Promise<string> {
    const strict = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--skipLibCheck',
      'false',
    ];
    const tsc = join(modules, 'typescript/bin/tsc');
    const args = [tsc, '--ignoreConfig', ...strict, '--target', 'es2022', ...options, file];
    return run(process.execPath, args, { cwd: project }).then(
      () => '',
      ({ stdout }: { readonly stdout: string }) => stdout,
    );
  }

  it.each([
    ['nodenext', 'nodenext'],
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ])(
    'its types compile with all declarations checked, for module %s and resolution %s, with no library but ES2023',
    async (module, resolution) => {
      const options = ['--module', module, '--moduleResolution', resolution];
      expect(await compile('consumer.ts', ...options, '--lib', 'es2023', '--types', 'node')).toBe(
        '',
      );
      expect(
        await compile('browserConsumer.ts', ...options, '--lib', 'es2023,dom,dom.iterable'),
      ).toBe('');
    },
  );

  describe('with the station and the fleet next to it', () => {
    beforeAll(async () => {
      await installMorePackages(project);
      await writeFile(join(project, 'stationConsumer.ts'), stationConsumer);
    });

    it.each([
      ['node16', 'node16'],
      ['esnext', 'bundler'],
    ])('their types compile for module %s and resolution %s', async (module, resolution) => {
      // Declarations of Fastify's plugins have errors of their own.
      const options = ['--module', module, '--moduleResolution', resolution, '--skipLibCheck'];
      expect(await compile('stationConsumer.ts', ...options, '--types', 'node')).toBe('');
      const wrong = stationConsumer.replace('url satisfies string', 'url satisfies number');
      await writeFile(join(project, 'wrongStation.ts'), wrong);
      expect(await compile('wrongStation.ts', ...options, '--types', 'node')).toContain(
        "'string' does not satisfy",
      );
    });

    it('they hold their licences and built files, and neither sources nor tests', async () => {
      for (const name of ['station', 'fleet']) {
        const folder = join(project, 'node_modules/@nominal-vision', name);
        const paths = await readdir(folder, { recursive: true });
        expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js']));
        expect(paths.filter((path) => /^src|\.test\.|(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
      }
      const console = join(project, 'node_modules/@nominal-vision/station/dist/web/LICENSES.md');
      const licences = await readFile(console, 'utf8');
      for (const name of ['preact', '@preact/signals', 'uplot'])
        expect(licences).toMatch(new RegExp(`^## ${name} - .*\\(MIT\\)`, 'm'));
    });
  });

  it('refuses anything that is not an image, by type', async () => {
    const wrong = `import { fit } from 'nominal-vision';
void fit(new Uint8Array(3));
void fit([new ArrayBuffer(3)]);
void fit([{ height: 8, width: 8, channels: 1, data: new Float32Array(64) }]);
`;
    await writeFile(join(project, 'wrong.ts'), wrong);
    const options = ['--module', 'nodenext', '--lib', 'es2023', '--types', 'node'];
    const said = await compile('wrong.ts', ...options);
    for (const line of [2, 3, 4]) expect(said).toContain(`wrong.ts(${line},`);
  });

  describe('a server', () => {
    /** Bundles the server, with the package in the bundle and native modules outside of it. */
    async function bundle(folder: string): Promise<string> {
      const outfile = join(folder, 'server.mjs');
      await esbuild.build({
        absWorkingDir: project,
        entryPoints: ['server.js'],
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
        external: ['sharp'],
        logLevel: 'silent',
      });
      return outfile;
    }

    it('that a bundler made one file of finds networks and threads in the package that is installed there', async () => {
      const { stdout } = await run(process.execPath, [await bundle(join(project, 'out'))]);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'nominal' });
    });

    it('says what to do if the package is not installed next to the bundle', async () => {
      const elsewhere = await temporaryFolder();
      try {
        const file = await bundle(elsewhere);
        await mkdir(join(elsewhere, 'node_modules'));
        for (const name of ['sharp']) {
          await symlink(join(modules, name), join(elsewhere, 'node_modules', name), 'dir');
        }
        const failed = await run(process.execPath, [file]).catch((error: Error) => error.message);
        expect(failed).toContain('a bundler must leave the package out');
      } finally {
        await rm(elsewhere, { recursive: true, force: true });
      }
    });

    it('that leaves packages out of its bundle works, too', async () => {
      const outfile = join(project, 'out/external.mjs');
      await esbuild.build({
        absWorkingDir: project,
        entryPoints: ['server.js'],
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
        packages: 'external',
        logLevel: 'silent',
      });
      expect((await readFile(outfile, 'utf8')).length).toBeLessThan(5000);
      const { stdout } = await run(process.execPath, [outfile]);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'nominal' });
    });

    it.skipIf(deno === null)(
      'under Deno fits and inspects, with the figures of Node (skipped without deno)',
      async () => {
        const { stdout: inNode } = await run(process.execPath, ['server.js'], { cwd: project });
        const args = ['run', '--allow-all', '--node-modules-dir=manual', 'server.js'];
        const { stdout } = await run(deno ?? '', args, { cwd: project });
        const { imageScore, threshold, verdict } = JSON.parse(inNode) as Record<string, unknown>;
        expect(JSON.parse(stdout)).toMatchObject({ imageScore, threshold, verdict });
      },
    );
  });

  describe.skipIf(chromiumPath === undefined)(
    'a page in Chromium (skipped without Chromium)',
    () => {
      let browser: Browser;
      let root = '';
      const isolation = {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      };
      beforeAll(async () => {
        root = join(project, 'page');
        await mkdir(root);
        const html =
          '<!doctype html><title>-</title><script type="module" src="./main.js"></script>';
        await writeFile(join(root, 'index.html'), html);
        await writeFile(join(root, 'main.js'), page);
        browser = await chromium.launch({
          executablePath: chromiumPath ?? '',
          args: ['--headless', '--no-sandbox', '--disable-gpu'],
        });
      });
      afterAll(() => browser?.close());

      /** The title of a page once it has one: its result. */
      async function resultOf(url: string | undefined): Promise<string> {
        const tab = await browser.newPage();
        try {
          await tab.goto(url ?? '');
          await tab.waitForFunction("document.title !== '-'", null, { timeout: 120_000 });
          return await tab.title();
        } finally {
          await tab.close();
        }
      }
      const found = 'nominal true 0 CLOSED';

      it.each([
        ['on one thread', './', {}],
        ['on several threads, at an address of its own', '/app/', isolation],
      ])('that Vite built for production works %s', async (_name, base, headers) => {
        const common = { root, base, configFile: false, logLevel: 'silent' } as const;
        await build({ ...common, build: { emptyOutDir: true } });
        const served = await preview({ ...common, preview: { port: 0, headers } });
        try {
          expect(await resultOf(served.resolvedUrls?.local[0])).toBe(found);
        } finally {
          await served.close();
        }
      });

      it("that Vite's development server gives out works", async () => {
        const served = await createServer({
          root,
          configFile: false,
          logLevel: 'silent',
          server: { port: 0 },
        });
        try {
          await served.listen();
          expect(await resultOf(served.resolvedUrls?.local[0])).toBe(found);
        } finally {
          await served.close();
        }
      });

      it('works with a copy of the files if the bundler copies none, and says so without', async () => {
        const out = join(project, 'bundled');
        const bundle = async (where: string) => {
          await writeFile(
            join(root, 'named.js'),
            page.replace('fit(good, options)', `fit(good, options, {}, ${where})`),
          );
          await esbuild.build({
            entryPoints: [join(root, 'named.js')],
            bundle: true,
            format: 'esm',
            outfile: join(out, 'main.js'),
            logLevel: 'silent',
          });
        };
        await cp(join(root, 'index.html'), join(out, 'index.html'), { recursive: true });
        const served = await preview({
          root: out,
          configFile: false,
          logLevel: 'silent',
          build: { outDir: '.' },
          preview: { port: 0 },
        });
        try {
          await bundle('{}');
          const address = served.resolvedUrls?.local[0];
          expect(await resultOf(address)).toMatch(/NominalError: the worker failed.*dist\/browser/);
          const files = join(project, 'node_modules/nominal-vision/dist/browser');
          await cp(files, join(out, 'nominal'), { recursive: true });
          await bundle("{ worker: 'nominal/worker.js' }");
          expect(await resultOf(address)).toBe(found);
        } finally {
          await served.close();
        }
      });
    },
  );
});
