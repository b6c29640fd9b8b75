// node test/oracle/check_backbone.mjs FOLDER: imports FOLDER/weights.* and compares the taps with
// FOLDER/*.npy; prints JSON. Called by backbones_torchvision.py; runs the compiled program (npm run build).
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { importWeights } from '../../dist/backbone/importers/weights/index.js';
import { writeModelFile } from '../../dist/backbone/onnx/index.js';
import { openWeights } from '../../dist/backbone/weights/index.js';

const folder = process.argv[2];
const { architecture, taps } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
const weights = readdirSync(folder).find((name) => name.startsWith('weights.'));
const modelPath = join(folder, 'model.onnx');

// Of this process alone: maxRSS of getrusage starts with that of the parent process.
const peakBytes = () =>
  1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);

// Memory of Node and the modules before any weights are read.
const ownBytes = peakBytes();
const file = await openWeights(join(folder, weights));
const trunk = importWeights(file, architecture, taps);
await writeModelFile(modelPath, trunk.lazy);
await file.close();
const importBytes = peakBytes() - ownBytes;

const session = await ort.InferenceSession.create(modelPath, { logSeverityLevel: 3 });
const input = readNpy(join(folder, 'input.npy'));
const outputs = await session.run({ input: new ort.Tensor('float32', input.data, input.shape) });
let worst = 0;
for (const tap of taps) {
  const expected = readNpy(join(folder, `${tap}.npy`));
  const { dims, data } = outputs[tap];
  if (String(dims) !== String(expected.shape))
    throw new Error(`${tap}: ${dims} and ${expected.shape}`);
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < data.length; i++) {
    largest = Math.max(largest, Math.abs(expected.data[i]));
    difference = Math.max(difference, Math.abs(expected.data[i] - data[i]));
  }
  worst = Math.max(worst, difference / largest);
  if (process.env.VERBOSE) process.stderr.write(`${tap} ${dims} ${difference} of ${largest}\n`);
}
const weightBytes = statSync(join(folder, weights)).size;
rmSync(modelPath);
process.stdout.write(
  JSON.stringify({ taps: taps.length, worst, weightBytes, ownBytes, importBytes }),
);

function readNpy(path) {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start))[1];
  const data = new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer);
  return {
    shape: shape
      .split(',')
      .filter((side) => side.trim() !== '')
      .map(Number),
    data,
  };
}
