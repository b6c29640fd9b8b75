import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { quickFit, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/backbones/${name}`, import.meta.url));

describe('other backbones on the command line', () => {
  let root: string;
  beforeAll(async () => {
    root = await temporaryFolder();
    vi.stubEnv('NOMINAL_HOME', join(root, 'home'));
    await writeParts(join(root, 'tile'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });

  it('adds weights under a name, fits with them and the default together, inspects, and removes them', async () => {
    const added = await runNominal(
      ...['backbone', 'add', fixture('resnet18/weights.pth')],
      ...['--arch', 'resnet18', '--name', 'thin', '--license', 'none'],
    );
    expect(added).toMatchObject({ exitCode: 0, out: expect.stringContaining('--backbone thin') });
    const listed = await runNominal('backbone', 'list');
    expect(listed.out).toMatch(/thin +ready +224 +layer2\/8 layer3\/16/);
    expect(listed.out).toMatch(/wide_resnet50_2 +published/);

    const model = join(root, 'tile.nominal');
    const fitted = await runNominal(
      ...['fit', join(root, 'tile/train/good'), '--out', model, ...quickFit],
      ...['--backbone', 'movenet-lightning+thin'],
    );
    expect(fitted.out).toContain('120 bank rows of 256 values');
    const inspected = await runNominal('inspect', model, join(root, 'tile/test'), '--json');
    expect(inspected.exitCode).toBe(1);
    const verdicts = inspected.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { path: string; verdict: string });
    const wrong = verdicts.filter(
      ({ path, verdict }) => path.includes('/good/') !== (verdict === 'nominal'),
    );
    expect(wrong.length).toBeLessThanOrEqual(1);

    expect((await runNominal('backbone', 'remove', 'thin')).exitCode).toBe(0);
    const orphaned = await runNominal('inspect', model, join(root, 'tile/test'));
    expect(orphaned).toMatchObject({ exitCode: 6, err: expect.stringContaining('thin') });
  });

  it('fits with a vision transformer, whose input must be a multiple of the patch', async () => {
    const weights = fixture('dinov3_vits16/weights.pth');
    const added = await runNominal(
      ...['backbone', 'add', weights, '--arch', 'dinov3_vits16', '--name', 'vit'],
      ...['--taps', 'block_1,block_2', '--quiet'],
    );
    expect(added).toMatchObject({ exitCode: 0, out: '' });
    const fit = (...more: string[]) =>
      runNominal(
        ...['fit', join(root, 'tile/train/good'), '--out', join(root, 'vit.nominal')],
        ...[...quickFit, '--backbone', 'vit', '--quiet', ...more],
      );
    expect((await fit()).exitCode).toBe(0);
    expect(await fit('--resize=100x96')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('multiples of its patch of 16'),
    });
  });

  it('says how to get a published backbone that is not installed', async () => {
    const run = await runNominal(
      'fit',
      join(root, 'tile/train/good'),
      '--out',
      'x',
      '--preset',
      'paper',
    );
    expect(run).toMatchObject({
      exitCode: 6,
      err: expect.stringContaining('nominal backbone pull wide_resnet50_2'),
    });
  });
});
