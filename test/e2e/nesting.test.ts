import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addBackbone } from '../../src/backbone/index.ts';
import { resolveFitConfig } from '../../src/config/index.ts';
import { openDataset } from '../../src/datasets/index.ts';
import type { NominalError } from '../../src/errors/index.ts';
import { decodeResult } from '../../packages/fleet/src/protocol/resultMessage.ts';
import { readRoi } from '../../src/image/index.ts';
import { readStationConfig } from '../../packages/station/src/config/index.ts';
import { temporaryFolder } from './parts.ts';

/** Nested deeper than any stack allows. */
const deep = '['.repeat(20_000) + ']'.repeat(20_000);

describe('values that are nested too deeply, or null where they must not be,', () => {
  let root = '';
  beforeAll(async () => {
    root = await temporaryFolder();
    vi.stubEnv('NOMINAL_HOME', join(root, 'home'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });

  const written = async (name: string, text: string) => {
    const path = join(root, name);
    await writeFile(path, text);
    return path;
  };

  /** Reads an input and returns the error that refused it, which must have a readable message. */
  async function refusal(read: () => unknown): Promise<string> {
    try {
      await read();
    } catch (error) {
      const { code, message } = error as NominalError;
      expect(message.length).toBeLessThan(2000);
      return code;
    }
    return 'none';
  }

  it.each([
    ['{"path":%,"label":"good"}'],
    ['{"path":"a.png","label":"good","mask":%}'],
    ['%'],
    ['null'],
  ])('is refused in a table: %s', async (line) => {
    const path = await written('list.jsonl', line.replace('%', deep));
    expect(await refusal(() => openDataset(path))).toBe('DATASET_LAYOUT');
  });

  it.each(['%', 'null', '{"images":%}', '{"images":[null],"annotations":[],"categories":[]}'])(
    'is refused in a COCO list: %s',
    async (text) => {
      await mkdir(join(root, 'coco', 'annotations'), { recursive: true });
      await written('coco/annotations/all.json', text.replace('%', deep));
      const read = () => openDataset(join(root, 'coco'), { layout: 'coco' });
      expect(await refusal(read)).toBe('DATASET_LAYOUT');
    },
  );

  it.each(['%', 'null', '{"shapes":%}', '{"height":9,"width":9,"zones":[null]}'])(
    'is refused in a region file: %s',
    async (text) => {
      const path = await written('roi.json', text.replace('%', deep));
      expect(await refusal(() => readRoi(path))).toBe('ROI_INVALID');
    },
  );

  it.each([
    '%',
    'null',
    '{"weightsManifest":[null],"modelTopology":{"node":[]}}',
    '{"weightsManifest":[],"modelTopology":{"node":[null]}}',
    '{"weightsManifest":[{"paths":%}],"modelTopology":{"node":[]}}',
    '{"weightsManifest":[],"modelTopology":{"model_config":{"class_name":"S","config":[{"class_name":"Conv2D","config":{"name":%,"strides":%}}]}}}',
  ])('is refused in a model of TensorFlow.js: %s', async (text) => {
    const path = await written('model.json', text.replaceAll('%', deep));
    expect(await refusal(() => addBackbone(path, { taps: ['a'] }))).toBe('BACKBONE_INVALID');
  });

  it('is refused in a configuration and in a message of the fleet', async () => {
    const path = await written('station.json', `{"port":${deep},"sources":${deep}}`);
    expect(await refusal(() => readStationConfig(path))).toBe('CONFIG_INVALID');
    const options = { dimension: JSON.parse(deep) as number };
    expect(await refusal(() => resolveFitConfig(options))).toBe('CONFIG_INVALID');
    expect(await refusal(() => decodeResult(`{"protocol":1,"outcome":${deep}}`))).toBe(
      'REQUEST_INVALID',
    );
  });
});
