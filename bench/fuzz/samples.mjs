// Valid inputs of every kind, written once for each run into a temporary folder.
import { create } from '@bufbuild/protobuf';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../../dist/backbone/onnx/index.js';
import { generatePart } from '../../dist/demo/index.js';
import { Detector, fit } from '../../dist/detector/index.js';
import { exportModel } from '../../dist/export/index.js';
import { encodePng } from '../../dist/image/index.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures/', import.meta.url));
const SIZE = { height: 96, width: 112 };

/** Writes all samples into a folder. */
export async function writeSamples(folder) {
  const into = (...path) => join(folder, ...path);
  for (const name of ['images', 'set', 'backbone']) await mkdir(into(name), { recursive: true });
  const parts = Array.from({ length: 8 }, (_, index) => part(index));
  await writeImages(folder, parts[0], parts[1]);
  for (const [i, image] of parts.entries()) {
    await writeFile(into('set', `${i}.png`), await encodePng(image));
  }
  const network = tinyNetwork();
  await writeFile(into('backbone', 'model.onnx'), network);
  await writeFile(into('backbone', 'manifest.json'), JSON.stringify(manifestOf(network)));
  const sources = parts.map(({ data }) => ({ ...SIZE, channels: /** @type {const} */ (3), data }));
  const options = { resize: { height: 64, width: 64 }, dimension: 16, bankRows: 40 };
  const kinds = {
    plain: {},
    near: { positionRadius: 0.2 },
    dense: { reweighting: /** @type {const} */ ('density'), topShare: 0 },
    aligned: { align: true },
  };
  for (const [name, own] of Object.entries(kinds)) {
    const backbone = into('backbone');
    const detector = await fit(sources, { ...options, backbone, ...own });
    await detector.save(into(`${name}.nominal`));
    await detector.close();
  }
  const detector = await Detector.load(into('plain.nominal'));
  await writeFile(into('part.onnx'), (await exportModel(detector)).file);
  await detector.close();
  const kept = {
    'weights.pth': 'backbones/resnet18/weights.pth',
    'legacy.pth': 'backbones/resnext50_32x4d/weights.pth',
    'weights.safetensors': 'backbones/mobilenet_v2/weights.safetensors',
    'index.faiss': 'imports/original/nnscorer_search_index.faiss',
    'parameters.pkl': 'imports/original/patchcore_params.pkl',
    'anomalib.onnx': 'imports/anomalib-1/model.onnx',
    'anomalib-0.onnx': 'imports/anomalib-0.7/model.onnx',
    'metadata.json': 'imports/anomalib-0.7/metadata.json',
  };
  for (const [name, from] of Object.entries(kept)) await copyFile(join(fixtures, from), into(name));
}

function part(index) {
  return generatePart({ category: 'tile', seed: 1, index, ...SIZE, defect: null }).image;
}

async function writeImages(folder, first, second) {
  const { height, width } = SIZE;
  const raw = sharp(first.data, { raw: { height, width, channels: 3 } });
  const small = raw.clone().resize(40, 32);
  const grey = await small.clone().greyscale().raw().toBuffer();
  const header = (kind) => Buffer.from(`${kind}\n40 32\n255\n`);
  const files = {
    'a.png': await small.clone().png().toBuffer(),
    'b.png': await small.clone().png({ palette: true }).toBuffer(),
    'c.png': await small.clone().toColourspace('rgb16').png().toBuffer(),
    'a.jpg': await small.clone().jpeg().toBuffer(),
    'b.jpg': await small
      .clone()
      .withMetadata({ orientation: 6 })
      .jpeg({ progressive: true })
      .toBuffer(),
    'a.tif': await small.clone().tiff({ compression: 'lzw' }).toBuffer(),
    'b.tif': await small
      .clone()
      .tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer(),
    'a.webp': await small.clone().webp().toBuffer(),
    'a.gif': await small.clone().gif().toBuffer(),
    'a.avif': await small.clone().avif({ effort: 0 }).toBuffer(),
    'a.bmp': bmp(32, 40),
    'a.pgm': Buffer.concat([header('P5'), grey]),
    'b.pgm': Buffer.from(`P2\n# a comment\n4 3\n65535\n${'1000 '.repeat(12)}\n`),
    'a.ppm': Buffer.concat([header('P6'), await small.clone().raw().toBuffer()]),
    'mask.png': await sharp(second.data, { raw: { height, width, channels: 3 } })
      .greyscale()
      .threshold(120)
      .png()
      .toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, 'images', name), bytes);
  }
}

function bmp(height, width) {
  const row = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + row * height, 90);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(0, 6);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  file.fill(0, 30, 54);
  return file;
}

/** Two convolutions, 3 → 8 → 16 channels, strides 4 and 8. */
function tinyNetwork() {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'tiny',
    input: [createTensorInfo('image', FLOAT, ['n', 3, 'h', 'w'])],
    output: [
      createTensorInfo('first', FLOAT, ['n', 8, 'h1', 'w1']),
      createTensorInfo('second', FLOAT, ['n', 16, 'h2', 'w2']),
    ],
  });
  const builder = new GraphBuilder(graph, 't');
  const kernel = (out, from, side) =>
    builder.float(
      [out, from, side, side],
      Float32Array.from({ length: out * from * side * side }, (_, i) => Math.sin(7 * i + out)),
    );
  const pads = [1, 1, 1, 1];
  const one = builder.node('Conv', ['image', kernel(8, 3, 5)], { strides: [4, 4], pads });
  const first = builder.node('Relu', [one], {}, 'first');
  const two = builder.node('Conv', [first, kernel(16, 8, 3)], { strides: [2, 2], pads });
  builder.node('Relu', [two], {}, 'second');
  return writeModel(createModel(graph, 'fuzz'));
}

/** The manifest of a network. */
export function manifestOf(network) {
  return {
    name: 'tiny',
    description: 'two convolutions',
    input: {
      name: 'image',
      layout: 'NCHW',
      color: 'RGB',
      range: [0, 1],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      size: 64,
    },
    taps: [
      { name: 'first', channels: 8, stride: 4 },
      { name: 'second', channels: 16, stride: 8 },
    ],
    license: 'none',
    source: 'made here',
    sha256: createHash('sha256').update(network).digest('hex'),
  };
}

/** The bytes of a sample. */
export function read(folder, ...path) {
  return readFile(join(folder, ...path));
}
