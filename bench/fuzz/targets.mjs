// Every reader of external data. Each target returns a function that reads one mutated input.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addBackbone, openBackbone } from '../../dist/backbone/index.js';
import { openWeights } from '../../dist/backbone/weights/index.js';
import { openDataset, readMask } from '../../dist/datasets/index.js';
import { Detector } from '../../dist/detector/index.js';
import { verifyExported } from '../../dist/export/index.js';
import { readExported } from '../../dist/export/readExported.js';
import { seal } from '../../dist/export/seal.js';
import { decodeRouter, encodeRouter } from '../../dist/family/routerFile.js';
import { decodeProduct } from '../../packages/fleet/dist/protocol/productEntry.js';
import { fitTaskSchema } from '../../packages/fleet/dist/protocol/fitTask.js';
import { parseMessage } from '../../packages/fleet/dist/protocol/parseMessage.js';
import { requestHeaderSchema } from '../../packages/fleet/dist/protocol/requestMessage.js';
import { decodeResult } from '../../packages/fleet/dist/protocol/resultMessage.js';
import { workerAdvertSchema } from '../../packages/fleet/dist/protocol/workerAdvert.js';
import { Matrix } from '../../dist/core/tensor/index.js';
import { loadImage, readRoi } from '../../dist/image/index.js';
import { importModel } from '../../dist/import/index.js';
import { readFlatIndex } from '../../dist/import/patchcore/readFlatIndex.js';
import { readParameters } from '../../dist/import/patchcore/readParameters.js';
import {
  CHECKSUM_PLACEHOLDER,
  decodeModel,
  decodeSafetensors,
  encodeSafetensors,
  writeChecksum,
} from '../../dist/model/index.js';
import { createServer } from '../../packages/station/dist/api/createServer.js';
import { readStationConfig } from '../../packages/station/dist/config/index.js';
import { Station } from '../../packages/station/dist/Station.js';
import { mutateBytes, mutateFloats, mutateJson } from './mutate.mjs';
import { manifestOf } from './samples.mjs';

const pick = (random, list) => list[random.integer(list.length)];
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Checks what must hold for every accepted input. */
function demand(holds, what) {
  if (!holds) throw new Error(`accepted, but ${what}`);
}

/** Mutates the bytes of some files, in memory. */
const bytesOf = (folder, names, use) => async () => {
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return (random) => use(mutateBytes(random, pick(random, files), pick(random, files)), random);
};

/** Mutates the bytes of some files, into a file named `name`. */
const fileOf = (folder, own, names, name, use) => async () => {
  const path = join(own, name);
  const make = await bytesOf(folder, names, async (bytes) => {
    await writeFile(path, bytes);
    await use(path);
  })();
  return make;
};

/** Mutates values as JSON, into a file named `name`. */
const jsonOf = (own, values, name, use) => () =>
  Promise.resolve(async (random) => {
    const path = join(own, name);
    await writeFile(path, mutateJson(random, pick(random, values)));
    await use(path);
  });

const message = (values, use) => () =>
  Promise.resolve((random) => {
    const [kind, value] = pick(random, values);
    return use(kind, mutateJson(random, value).toString('utf8'));
  });

/** Reads samples from `folder`; writes to `own`. */
export function targetsOf(folder, own) {
  const models = ['plain', 'near', 'dense', 'aligned'].map((name) => `${name}.nominal`);
  const images = ['a.png', 'b.png', 'c.png', 'a.jpg', 'b.jpg', 'a.tif', 'b.tif', 'a.webp', 'a.gif']
    .concat(['a.avif', 'a.bmp', 'a.pgm', 'b.pgm', 'a.ppm'])
    .map((name) => `images/${name}`);
  return {
    images: { share: 16, start: bytesOf(folder, images, (bytes) => loadImage(Buffer.from(bytes))) },
    masks: {
      share: 5,
      start: fileOf(
        folder,
        own,
        ['images/mask.png', 'images/b.png', 'images/a.bmp'],
        'm.png',
        (path) => readMask({ kind: 'files', paths: [path], defective: 'bright' }, shown),
      ),
    },
    model: {
      share: 8,
      start: bytesOf(folder, models, (bytes) => decodeModel(bytes, 'the model')),
    },
    'model-forged': { share: 6, start: forgedModels(folder, own, models) },
    router: { share: 3, start: forgedRouters() },
    export: {
      share: 4,
      start: bytesOf(folder, ['part.onnx'], (bytes) => readExported(bytes, 'the file')),
    },
    'export-sealed': { share: 1, start: sealedExports(folder) },
    backbone: { share: 3, start: backbones(folder, own) },
    'backbone-add': {
      share: 1,
      start: fileOf(folder, own, ['backbone/model.onnx'], 'net.onnx', (path) =>
        addBackbone(path, { name: 'net', replace: true, taps: ['first', 'second'] }),
      ),
    },
    weights: {
      share: 10,
      start: async () => {
        const start = fileOf(
          folder,
          own,
          ['weights.pth', 'legacy.pth', 'weights.safetensors'],
          'weights',
          readWeights,
        );
        return start();
      },
    },
    faiss: {
      share: 5,
      start: fileOf(folder, own, ['index.faiss'], 'i.faiss', readFlatIndex),
    },
    pickle: {
      share: 5,
      start: fileOf(folder, own, ['parameters.pkl'], 'p.pkl', readParameters),
    },
    anomalib: { share: 1, start: anomalib(folder, own) },
    tfjs: { share: 3, start: tensorflow(own) },
    coco: { share: 5, start: coco(folder, own) },
    tables: { share: 6, start: tables(folder) },
    regions: { share: 5, start: jsonOf(own, regions, 'roi.json', readRoi) },
    station: {
      share: 4,
      start: jsonOf(own, [stationFile], 'station.json', (path) => readStationConfig(path)),
    },
    http: { share: 6, start: http(own) },
    fleet: { share: 6, start: message(fleetMessages, readMessage) },
  };
}

async function readWeights(path) {
  const file = await openWeights(path);
  try {
    for (const name of [...file.shapes.keys()].slice(0, 20)) await file.read(name);
  } finally {
    await file.close();
  }
}

/** Changes tensors, manifest or header, corrects the checksum, loads the model and inspects an image. */
function forgedModels(folder, own, names) {
  return async () => {
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    const path = join(own, 'forged.nominal');
    return async (random) => {
      await writeFile(path, forged(random, pick(random, files)));
      const detector = await Detector.load(path, { runtime: { threads: 1 } });
      try {
        const { verdict, imageScore } = await detector.inspect(join(folder, 'set', '0.png'));
        demand(Number.isFinite(imageScore), `scored ${imageScore}, ${verdict}`);
      } finally {
        await detector.close();
      }
    };
  };
}

function forged(random, bytes) {
  const { metadata, tensors } = decodeSafetensors(bytes, 'the model');
  const changed = Object.fromEntries(tensors);
  let { manifest } = metadata;
  if (random.integer(2) === 0) {
    manifest = mutateJson(random, JSON.parse(manifest)).toString('utf8');
  } else {
    const name = pick(random, Object.keys(changed));
    const { shape, data } = changed[name];
    const kind = random.integer(4);
    if (kind === 0) delete changed[name];
    else if (kind === 1) changed[name] = reshaped(random, shape, data);
    else if (data instanceof Float32Array)
      changed[name] = { shape, data: mutateFloats(random, data) };
    else changed[name] = { shape, data: data.map((value) => value * (1 + random.integer(3))) };
  }
  const file = encodeSafetensors({ ...metadata, manifest, sha256: CHECKSUM_PLACEHOLDER }, changed);
  writeChecksum(file);
  return file;
}

/** Fewer rows, or the same values in another shape. */
function reshaped(random, shape, data) {
  if (random.integer(2) === 0) return { shape: shape.toReversed(), data };
  const [rows, ...rest] = shape;
  const width = rest.reduce((a, b) => a * b, 1);
  const kept = random.integer(rows + 1);
  return { shape: [kept, ...rest], data: data.slice(0, kept * width) };
}

function forgedRouters() {
  return () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i % 7);
    const product = () => ({
      descriptors: new Matrix(4, 6, data),
      distances: Float32Array.of(1, 2, 3, 4),
      threshold: 3,
    });
    const file = encodeRouter({
      names: ['one', 'two'],
      unknownRate: 0.01,
      backboneSha256: sha256('x'),
      router: { scale: new Float32Array(6).fill(1), products: [product(), product()] },
    });
    return Promise.resolve((random) =>
      decodeRouter(random.integer(3) === 0 ? mutateBytes(random, file) : forged(random, file), 'r'),
    );
  };
}

function sealedExports(folder) {
  return async () => {
    const file = await readFile(join(folder, 'part.onnx'));
    return async (random) => {
      const changed = mutateBytes(random, file);
      try {
        seal(changed);
      } catch (error) {
        // Without a place for the checksum it is read unchanged.
        if (!(error instanceof RangeError)) throw error;
      }
      await verifyExported(changed, 'the file');
    };
  };
}

function backbones(folder, own) {
  return async () => {
    const network = await readFile(join(folder, 'backbone', 'model.onnx'));
    const directory = join(own, 'backbone');
    await mkdir(directory, { recursive: true });
    return async (random) => {
      const changesGraph = random.integer(3) > 0;
      const bytes = changesGraph ? mutateBytes(random, network) : network;
      const manifest = manifestOf(bytes);
      await writeFile(join(directory, 'model.onnx'), bytes);
      await writeFile(
        join(directory, 'manifest.json'),
        changesGraph ? JSON.stringify(manifest) : mutateJson(random, manifest),
      );
      const backbone = await openBackbone({ backbone: directory, pooling: 'average' });
      try {
        await backbone.extract(new Float32Array(3 * 64 * 64), 1, 64, 64);
      } finally {
        await backbone.close();
      }
    };
  };
}

function anomalib(folder, own) {
  return async () => {
    const networks = await Promise.all(
      ['anomalib.onnx', 'anomalib-0.onnx'].map((name) => readFile(join(folder, name))),
    );
    const metadata = JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8'));
    const directory = join(own, 'anomalib');
    await mkdir(directory, { recursive: true });
    const sources = ['0', '1', '2'].map((name) => join(folder, 'set', `${name}.png`));
    return async (random) => {
      await rm(join(own, 'home'), { recursive: true, force: true });
      const changesGraph = random.integer(3) > 0;
      const network = pick(random, networks);
      const path = join(directory, 'model.onnx');
      await writeFile(path, changesGraph ? mutateBytes(random, network) : networks[1]);
      await writeFile(
        join(directory, 'metadata.json'),
        changesGraph ? JSON.stringify(metadata) : mutateJson(random, metadata),
      );
      await importModel(path, sources);
    };
  };
}

function tensorflow(own) {
  const base64 = (text) => Buffer.from(text).toString('base64');
  const attr = {
    strides: { list: { i: ['1', '2', '2', '1'] } },
    dilations: { list: { i: ['1', '1', '1', '1'] } },
    padding: { s: base64('SAME') },
    fused_ops: { list: { s: [base64('BiasAdd'), base64('Relu6')] } },
  };
  const paths = ['weights.bin'];
  const weights = [
    { name: 'kernel', shape: [3, 3, 3, 4], dtype: 'float32' },
    {
      name: 'bias',
      shape: [4],
      dtype: 'float32',
      quantization: { dtype: 'uint8', scale: 0.1, min: 0 },
    },
  ];
  const graph = {
    format: 'graph-model',
    modelTopology: {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } },
        { name: 'kernel', op: 'Const' },
        { name: 'bias', op: 'Const' },
        { name: 'tap', op: '_FusedConv2D', input: ['x', 'kernel', 'bias'], attr },
      ],
    },
    weightsManifest: [{ paths, weights }],
  };
  const config = {
    strides: [2, 2],
    padding: 'same',
    activation: 'relu',
    data_format: 'channels_last',
  };
  const layers = {
    modelTopology: {
      model_config: {
        class_name: 'Sequential',
        config: {
          layers: [
            { class_name: 'InputLayer', config: { name: 'x' } },
            { class_name: 'Conv2D', config: { name: 'conv', ...config } },
            {
              class_name: 'ZeroPadding2D',
              config: {
                name: 'pad',
                padding: [
                  [1, 1],
                  [1, 1],
                ],
              },
            },
            {
              class_name: 'MaxPooling2D',
              config: { name: 'tap', pool_size: [2, 2], padding: 'same' },
            },
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths,
        weights: [
          { name: 'conv/kernel', shape: [3, 3, 3, 4], dtype: 'float32' },
          { name: 'conv/bias', shape: [4], dtype: 'uint8', quantization: { dtype: 'uint8' } },
        ],
      },
    ],
  };
  return async () => {
    const directory = join(own, 'tfjs');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'weights.bin'), new Uint8Array(108 * 4 + 4).fill(1));
    const path = join(directory, 'model.json');
    return async (random) => {
      await writeFile(path, mutateJson(random, pick(random, [graph, layers])));
      const taps = ['tap'];
      await addBackbone(path, { name: 'tf', replace: true, taps, input: { size: 32 } });
    };
  };
}

/** Header of the image that masks are read for. */
const shown = { path: 'image.png', height: 96, width: 112, orientation: 1 };

/** Opens the data sets that are recognized, and reads the masks of their defective images. */
async function readSets(path, options = {}) {
  for (const { testDefective } of await openDataset(path, options)) {
    for (const { mask } of testDefective.slice(0, 2)) {
      if (mask !== null) await readMask(mask, shown);
    }
  }
}

function coco(folder, own) {
  const ids = [0, 1, 2, 3, 4, 5, 6, 7];
  const size = { width: 112, height: 96 };
  const list = {
    images: ids.map((id) => ({ id, file_name: `${id}.png`, ...size })),
    annotations: [
      { id: 1, image_id: 1, category_id: 1, bbox: [2, 3, 20, 10], area: 200, iscrowd: 0 },
      {
        id: 2,
        image_id: 2,
        category_id: 2,
        segmentation: [[1, 1, 30, 1, 30, 30]],
        bbox: [1, 1, 29, 29],
      },
      {
        id: 3,
        image_id: 3,
        category_id: 1,
        segmentation: { size: [96, 112], counts: [10, 20, 10722] },
      },
      { id: 4, image_id: 3, category_id: 1, segmentation: { size: [96, 112], counts: 'PP1' } },
    ],
    categories: [
      { id: 1, name: 'scratch' },
      { id: 2, name: 'dent' },
    ],
  };
  return async () => {
    const set = join(own, 'coco');
    await mkdir(join(set, 'annotations'), { recursive: true });
    await mkdir(join(set, 'images'), { recursive: true });
    for (const i of ids) {
      await writeFile(
        join(set, 'images', `${i}.png`),
        await readFile(join(folder, 'set', `${i}.png`)),
      );
    }
    return async (random) => {
      await writeFile(join(set, 'annotations', 'all.json'), mutateJson(random, list));
      await readSets(set, { layout: 'coco' });
    };
  };
}

function tables(folder) {
  const rows = [
    { path: '0.png', label: 'good', split: 'train', category: 'a' },
    { path: '1.png', label: 'good', split: 'test', category: 'a' },
    { path: '2.png', label: 'scratch', mask: '../images/mask.png', split: 'test', category: 'a' },
    { path: '3.png', label: 1, mask: '../images/mask.png', split: null, category: 'a' },
  ];
  const csv = `path,label,mask,split\n${rows.map(({ path, label, mask = '', split }) => `${path},"${label}",${mask ?? ''},${split ?? ''}`).join('\n')}\n`;
  return () =>
    Promise.resolve(async (random) => {
      const isCsv = random.integer(3) === 0;
      const path = join(folder, 'set', `list-${process.pid}.${isCsv ? 'csv' : 'jsonl'}`);
      const changed = random.integer(rows.length);
      const lines = rows.map((row, i) =>
        i === changed ? mutateJson(random, row) : JSON.stringify(row),
      );
      await writeFile(
        path,
        isCsv ? mutateBytes(random, Buffer.from(csv)) : Buffer.from(lines.join('\n')),
      );
      await readSets(path).finally(() => rm(path, { force: true }));
    });
}

const regions = [
  {
    height: 48,
    width: 64,
    zones: [
      {
        name: 'a',
        polygons: [
          [
            [1, 1],
            [40, 1],
            [40, 40],
          ],
        ],
        falseRejectRate: 0.01,
        threshold: null,
      },
      {
        name: 'b',
        polygons: [
          [
            [50, 1],
            [60, 1],
            [60, 40],
            [50, 40],
          ],
        ],
      },
    ],
  },
  {
    version: '5.0.1',
    imageHeight: 48,
    imageWidth: 64,
    imagePath: 'a.png',
    shapes: [
      {
        label: 'a',
        points: [
          [1, 1],
          [40, 1],
          [40, 40],
        ],
        shape_type: 'polygon',
      },
    ],
  },
];

const stationFile = {
  host: '127.0.0.1',
  port: 0,
  maxImageBytes: 1e6,
  keepInspections: 100,
  backbones: ['tiny'],
  sources: [{ kind: 'folder', name: 'in', product: 'bolt', folder: '/tmp/in' }],
  sinks: [
    { kind: 'webhook', name: 'out', url: 'http://127.0.0.1:9/', secret: 'sixteen letters or more' },
  ],
};

const place = {
  x: 1,
  y: 2,
  width: 3,
  height: 4,
  area: 5,
  maxScore: 6,
  meanScore: 5,
  contours: [[[1, 2]]],
};
const fleetMessages = [
  [
    'product',
    {
      protocol: 1,
      model: sha256('m'),
      previous: null,
      falseRejectRate: 0.01,
      publishedAt: '2026-01-01T00:00:00.000Z',
    },
  ],
  ['request', { protocol: 1, client: 'line', id: 'a-1', name: 'a.png', image: { kind: 'inline' } }],
  ['task', { protocol: 1, fit: 'f1', kind: 'reduce', shard: 0, images: [0, 1] }],
  [
    'advert',
    {
      protocol: 1,
      worker: 'w',
      version: '0.1.0',
      host: 'h',
      startedAt: '2026-01-01T00:00:00.000Z',
      state: 'serving',
      serves: ['*'],
      warm: [],
      capacity: 8,
      inHand: 0,
      done: 1,
      failed: 0,
      meanMs: 3,
      perSecond: 2,
    },
  ],
  [
    'result',
    {
      protocol: 1,
      product: 'bolt',
      client: 'line',
      id: 'a-1',
      name: 'a.png',
      worker: 'w',
      tries: 1,
      finishedAt: '2026-01-01T00:00:00.000Z',
      outcome: {
        kind: 'judged',
        model: sha256('m'),
        judgement: {
          imageScore: 1,
          pValue: 0.5,
          threshold: 2,
          verdict: 'nominal',
          patchScores: 'AACAPw==',
          details: {
            height: 1,
            width: 1,
            thresholdExtrapolated: false,
            pixelThreshold: 2,
            heatScale: [1, 2],
            regions: [place],
            timing: { totalMs: 1 },
            grid: { height: 1, width: 1 },
            input: { height: 8, width: 8 },
            sourceBox: { x: 0, y: 0, width: 1, height: 1 },
            sigmaPx: 4,
            nearest: null,
          },
        },
      },
    },
  ],
];

function readMessage(kind, text) {
  if (kind === 'product') return decodeProduct(text);
  if (kind === 'result') return decodeResult(text);
  const schemas = { request: requestHeaderSchema, task: fitTaskSchema, advert: workerAdvertSchema };
  return parseMessage(schemas[kind], text, kind);
}

/** Bodies of every route that takes one, in this process and without a connection. */
function http(own) {
  const routesOf = (product) => [
    ['POST', '/products', { name: 'nut', config: { resize: { height: 64, width: 64 } } }],
    ['PATCH', `/products/${product}`, { config: { dimension: 64 }, falseRejectRate: 0.01 }],
    ['PATCH', `/products/${product}`, { name: 'bolt' }],
    ['POST', `/products/${product}/rollback`, { modelId: product }],
    ['POST', `/products/${product}/fit`, {}],
    ['POST', `/products/${product}/update`, { add: [sha256('a')], remove: [] }],
    ['POST', `/products/${product}/inspect`, { images: [sha256('a')] }],
    ['POST', '/tokens', { name: 'camera', scope: 'inspect' }],
    ['POST', '/session', { token: 'secret' }],
    ['PUT', '/inspections/1/review', { review: 'confirmed', comment: 'glare' }],
  ];
  return async () => {
    const data = join(own, 'station');
    const config = await readStationConfig(null, { port: 0, inspectThreads: 1, jobThreads: 1 });
    const station = await Station.open(data, config);
    const app = await createServer(station);
    await app.ready();
    await station.start(app.log);
    const ask = (method, url, payload) =>
      app.inject({
        method,
        url: `/api/v1${url}`,
        headers: { 'content-type': 'application/json', host: '127.0.0.1' },
        payload,
      });
    const bolt = await ask('POST', '/products', '{"name":"bolt"}');
    const routes = routesOf(bolt.json().id);
    const read = async (random) => {
      const [method, url, body] = pick(random, routes);
      const answer = await ask(method, url, mutateJson(random, body));
      const { error } = answer.statusCode >= 400 ? answer.json() : {};
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code });
    };
    read.close = async () => {
      await app.close();
      await station.close();
    };
    return read;
  };
}
