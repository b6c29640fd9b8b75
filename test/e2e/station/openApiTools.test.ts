import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { operationsOf } from './openApi.ts';
import { partPng, startTestStation, type TestStation } from './testStation.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

const run = promisify(execFile);
const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const fixture = fileURLToPath(new URL('../../fixtures/openapi/', import.meta.url));
const promtool = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'promtool'))
  .find((path) => existsSync(path));

type CallEachRoute = (
  baseUrl: string,
  good: readonly Uint8Array<ArrayBuffer>[],
  heldOut: readonly Uint8Array<ArrayBuffer>[],
) => Promise<string[]>;

describe('tools of others on a station', () => {
  let station: TestStation;
  let folder: string;

  beforeAll(async () => {
    station = await startTestStation();
    // Below node_modules, so that the compiled client can import its library.
    folder = await mkdtemp(join(modules, '.openapi-'));
    const document = await (await station.ask('openapi.json')).text();
    await writeFile(join(folder, 'openapi.json'), document);
  });
  afterAll(async () => {
    await station.end();
    await rm(folder, { recursive: true });
  });

  it("Redocly's recommended rules find no fault with the OpenAPI document", async () => {
    const { stdout } = await run(
      process.execPath,
      [
        join(modules, '@redocly/cli/bin/cli.js'),
        'lint',
        '--extends=recommended',
        '--format=json',
        join(folder, 'openapi.json'),
      ],
      {
        cwd: folder,
        env: {
          ...process.env,
          REDOCLY_TELEMETRY: 'off',
          REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
        },
      },
    ).catch((error: unknown) => error as { stdout: string });
    const { problems } = JSON.parse(stdout) as { problems: { ruleId: string; message: string }[] };
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  it('a client that openapi-typescript generates compiles under strict and calls each route', async () => {
    const document = await readFile(join(folder, 'openapi.json'), 'utf8');
    await writeFile(join(folder, 'paths.ts'), astToString(await openapiTS(document)));
    await copyFile(join(fixture, 'callEachRoute.ts'), join(folder, 'callEachRoute.ts'));
    const config = {
      compilerOptions: {
        ...{ strict: true, target: 'es2022', module: 'nodenext', types: ['node'] },
        ...{ lib: ['es2023', 'dom', 'dom.iterable'], outDir: 'out', rootDir: '.' },
      },
      files: ['callEachRoute.ts'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const compiler = join(modules, 'typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', folder]).catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    });
    const script = pathToFileURL(join(folder, 'out/callEachRoute.js')).href;
    const { callEachRoute } = (await import(script)) as { callEachRoute: CallEachRoute };
    const parts = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => new Uint8Array(await partPng(i))),
    );
    const calls = await callEachRoute(station.url, parts.slice(0, 12), parts.slice(12));
    const called = new Set(calls.map((call) => call.replace(/ \d+$/, '')));
    const routes = operationsOf(JSON.parse(document)).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(routes.filter((route) => !called.has(route))).toEqual([]);
    // Requests that have nothing to do are refused as such; all others succeed.
    const refused = calls.filter((call) => !/ 20\d$/.test(call));
    expect(refused).toEqual([
      'POST /api/v1/session 401',
      'GET /api/v1/products/{product}/region 404',
      'DELETE /api/v1/jobs/{job} 409',
      'POST /api/v1/products/{product}/update 409',
      'POST /api/v1/sources/{source}/trigger 404',
      'POST /api/v1/sources/{source}/picture 503',
      'POST /api/v1/products/{product}/report 400',
      'POST /api/v1/products/{product}/again 409',
      'POST /api/v1/products/{product}/stress 400',
      'GET /api/v1/products/{product}/report 404',
      'GET /api/v1/models/{model}/region 404',
      'POST /api/v1/alarms/{alarm}/acknowledge 404',
    ]);
  });

  it.skipIf(promtool === undefined)(
    'promtool finds no fault with the metrics (skipped without promtool)',
    async () => {
      const metrics = await (await station.ask('metrics')).text();
      const check = execFile(promtool ?? '', ['check', 'metrics']);
      const ended = new Promise<string>((resolve) => {
        let output = '';
        const read = (text: string) => {
          output += text;
        };
        check.stdout?.on('data', read);
        check.stderr?.on('data', read);
        check.once('close', (code) => resolve(`${code}\n${output}`));
      });
      check.stdin?.end(metrics);
      expect(await ended).toBe('0\n');
    },
  );
});
