import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { listFolder } from '../files/listFolder.ts';
import { pathWithin, requireFiles } from '../files/listedFiles.ts';
import { readLines, type TextLine } from '../files/readText.ts';
import type { MaskShape } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample, type Sample } from '../Sample.ts';
import { type Layout, layoutError } from './Layout.ts';

/** Types of defects by number; 0 is not used. */
const types = ['background', 'open', 'short', 'mousebite', 'spur', 'copper', 'pin-hole'];

/**
 * DeepPCB: each line of `trainval.txt` and `test.txt` names a pair of a good template (`_temp.jpg`) and
 * a defective tested image (`_test.jpg`), with boxes "x1 y1 x2 y2 type" in a text file. The templates
 * of `trainval.txt` train, the pairs of `test.txt` test. An image with several types of defects has
 * the type "several".
 */
export const deepPcb: Layout = {
  lookedFor:
    'trainval.txt and test.txt, in the folder or in PCBData, and the files group<N>/… that they name',
  fits: async (path) => (await rootOf(path)) !== null,
  read: async (path) => [await read(path)],
};

/** The folder that holds both lists, or null. */
async function rootOf(folder: string): Promise<string | null> {
  const { files, folders } = await listFolder(folder);
  if (files.includes('trainval.txt') && files.includes('test.txt')) return folder;
  return folders.includes('PCBData') ? rootOf(join(folder, 'PCBData')) : null;
}

async function read(folder: string): Promise<Dataset> {
  const root = await rootOf(folder);
  if (root === null) throw await layoutError(folder, 'DeepPCB', deepPcb.lookedFor);
  const train = await readPairs(root, 'trainval.txt');
  const test = await readPairs(root, 'test.txt');
  await requireFiles(
    join(root, 'trainval.txt'),
    train.map(({ template }) => template),
  );
  await requireFiles(
    join(root, 'test.txt'),
    test.flatMap(({ template, tested, boxes }) => [template, tested, boxes]),
  );
  const testDefective: Sample[] = [];
  for (const { tested, boxes } of test) testDefective.push(await readDefects(tested, boxes));
  return {
    name: 'deep-pcb',
    category: 'pcb',
    train: train.map(({ template }) => goodSample(template, 'train')),
    testGood: test.map(({ template }) => goodSample(template, 'test')),
    testDefective,
  };
}

async function readPairs(root: string, list: string) {
  const path = join(root, list);
  return (await readLines(path)).map((line) => {
    const [image, boxes, ...more] = line.text.trim().split(/\s+/);
    if (boxes === undefined || more.length > 0 || !image.endsWith('.jpg')) {
      throw invalidLine(path, line, '"<image>.jpg <boxes>.txt"');
    }
    const stem = pathWithin(root, image.slice(0, -'.jpg'.length), path);
    return {
      template: `${stem}_temp.jpg`,
      tested: `${stem}_test.jpg`,
      boxes: pathWithin(root, boxes, path),
    };
  });
}

async function readDefects(path: string, boxes: string): Promise<Sample> {
  const found = new Set<string>();
  const shapes = (await readLines(boxes)).map((line): MaskShape => {
    const [x1, y1, x2, y2, type] = line.text
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (![x1, y1, x2, y2].every(Number.isFinite) || types[type] === undefined) {
      throw invalidLine(boxes, line, '"x1 y1 x2 y2 type" with a type of 1..6');
    }
    found.add(types[type]);
    return { kind: 'box', x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  });
  const [type = null, ...others] = found;
  return defectiveSample(path, others.length > 0 ? 'several' : type, {
    kind: 'shapes',
    shapes,
    size: null,
  });
}

function invalidLine(path: string, { line, text }: TextLine, expected: string): NominalError {
  return new NominalError('DATASET_LAYOUT', {
    what: `line ${line} of ${path} cannot be read`,
    expected,
    received: JSON.stringify(text.slice(0, 200)),
    details: { path, line },
  });
}
