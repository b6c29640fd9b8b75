import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, temporaryFolder } from './parts.ts';
import { type Run, runNominal } from './runNominal.ts';
import { spawnNominal } from './spawnNominal.ts';

describe('the demo', () => {
  let root: string;
  let run: Run;

  beforeAll(async () => {
    root = await temporaryFolder();
    run = await spawnNominal(['demo'], { cwd: root });
  });
  afterAll(() => rm(root, { recursive: true }));

  it('ends well and prints the figures and where the report and the images are', async () => {
    expect(run.err).not.toContain('nominal:');
    expect(run.exitCode).toBe(0);
    expect(run.out).toMatch(
      /^category +\w+\ntrain +60\ngood +20\ndefective +20\nimage AUROC +[01]\.\d{4}\n/,
    );
    // It fits any terminal.
    const lines = run.out
      .split('\n')
      .filter((line) => !/^(Report|Images|at 1 %|rejected,)/.test(line));
    for (const line of lines) expect(line.length).toBeLessThan(80);
    const [, report] = /^Report: (.+)$/m.exec(run.out) ?? [];
    const [, images] = /^Images: (.+)$/m.exec(run.out) ?? [];
    expect(await readFile(report, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await filesBelow(join(images, 'train/good'))).toHaveLength(60);
  });

  it('finds the defects that it has drawn', () => {
    const [, auroc] = /\nimage AUROC +([\d.]+)\n/.exec(run.out) ?? [];
    expect(Number(auroc)).toBeGreaterThan(0.95);
  });

  it('writes nothing but its one folder, and into it a report that needs nothing from outside', async () => {
    expect(await readdir(root)).toEqual(['nominal-demo']);
    expect((await readdir(join(root, 'nominal-demo'))).sort()).toHaveLength(2);
    const page = await readFile(join(root, 'nominal-demo/report.html'), 'utf8');
    expect(page.match(/<img /g)?.length).toBeGreaterThanOrEqual(20);
    // Everything that loads or links: attributes, CSS and imports.
    const loaded = [
      ...page.matchAll(
        /(?<![\w-])(?:src|href|action|poster)\s*=\s*["']([^"']*)|url\(([^)]*)\)|@import\s+(\S+)/gi,
      ),
    ].map(([, attribute, css, imported]) => attribute ?? css ?? imported);
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) expect(address.slice(0, 40)).toMatch(/^["']?(data:|#)/);
    // An XML namespace is a name, not an address to load.
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/(https?:)?\/\/\w+\.\w+/);
  });

  it("refuses to replace a folder that is not the demo's, and keeps what is in it", async () => {
    const own = join(root, 'own/tile/train/good/000.png');
    await mkdir(dirname(own), { recursive: true });
    await writeFile(own, 'precious');
    const args = ['demo', '--category', 'tile', '--out', join(root, 'own')];
    const { exitCode, err } = await runNominal(...args);
    expect(err).toMatch(/already contains files.*\[OUTPUT_FAILED\]\n$/);
    expect(exitCode).toBe(7);
    expect(await filesBelow(join(root, 'own'))).toEqual([own]);
  });

  it('keeps the data set of the last run where a wrong seed is refused', async () => {
    const { exitCode, err } = await runNominal(
      'demo',
      '--out',
      join(root, 'nominal-demo'),
      '--seed=x',
    );
    expect(err).toMatch(/"seed".*\[CONFIG_INVALID\]\n$/);
    expect(exitCode).toBe(2);
    expect(await filesBelow(join(root, 'nominal-demo'))).toContain(
      join(root, 'nominal-demo/cap/train/good/000.png'),
    );
  });

  it('refuses a kind of part that there is not, with those that there are', async () => {
    const { exitCode, err, out } = await spawnNominal(['demo', '--category', 'spaceship']);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/spaceship.*Allowed choices are.*tile/);
    expect(out).toBe('');
  });
});
