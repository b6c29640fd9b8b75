import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from './parts.ts';
import { runNominal } from './runNominal.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const part = (index: number) => fixture(`imports/parts/0${index}.png`);
const heldOut = [4, 5, 6, 7, 8].map(part);

describe('models of other programs', () => {
  let root: string;
  beforeAll(async () => {
    root = await temporaryFolder();
    vi.stubEnv('NOMINAL_HOME', join(root, 'home'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });

  it("imports the original's index, inspects, calibrates anew, and says where it comes from", async () => {
    const weights = fixture('backbones/resnet18/weights.pth');
    await runNominal('backbone', 'add', weights, '--arch', 'resnet18', '--name', 'thin', '--quiet');
    const model = join(root, 'part.nominal');
    const imported = await runNominal(
      ...['import', fixture('imports/original'), ...heldOut],
      ...['--backbone', 'thin', '--out', model, '--json'],
    );
    expect(imported.exitCode).toBe(0);
    expect(JSON.parse(imported.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'imported',
      bankRows: 60,
      config: { resize: 73, crop: { height: 64, width: 64 }, topShare: 0 },
    });
    const inspected = await runNominal('inspect', model, part(9), '--json');
    expect([0, 1]).toContain(inspected.exitCode);
    expect((await runNominal('calibrate', model, ...heldOut.slice(1))).exitCode).toBe(0);
    const shown = await runNominal('show', model, '--images');
    expect(shown.out).toMatch(/import: 60 bank rows from a model of the original .*5 good images/);
    expect(shown.out).toContain('calibration: calibrated on 4 held-out images');
    expect(shown.out).toContain('60 rows  nnscorer_search_index.faiss');
  });

  it('imports an export of anomalib, with its network', async () => {
    const model = join(root, 'anomalib.nominal');
    const run = await runNominal(
      ...['import', fixture('imports/anomalib-1/model.onnx'), ...heldOut],
      ...['--backbone', 'theirs', '--out', model],
    );
    expect(run).toMatchObject({ exitCode: 0, out: expect.stringContaining('backbone theirs') });
    const listed = await runNominal('backbone', 'list');
    expect(listed.out).toMatch(/theirs +ready/);
  });

  it('writes nothing without good images, and names the weights that are missing', async () => {
    const model = join(root, 'none.nominal');
    const without = await runNominal('import', fixture('imports/original'), '--out', model);
    expect(without).toMatchObject({ exitCode: 2, err: expect.stringContaining('good-images') });
    const weightless = await runNominal(
      ...['import', fixture('imports/original'), ...heldOut, '--out', model],
    );
    expect(weightless).toMatchObject({
      exitCode: 6,
      err: expect.stringContaining('nominal backbone pull wide_resnet50_2'),
    });
    expect(existsSync(model)).toBe(false);
  });
});
