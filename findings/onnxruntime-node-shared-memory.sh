#!/usr/bin/env bash
# onnxruntime-node builds tensors on shared memory, and refuses to run with them.
#
# `new Tensor('float32', data, dims)` takes a Float32Array on a SharedArrayBuffer, as WebAssembly
# kernels on threads use it, and even keeps it as its data. `run` then fails with "Invalid argument" that
# names no tensor, whether it is an input or a preallocated output. The same values on an ArrayBuffer run.
# So a bank that threads share has to be copied for each product.
#
# Observed, with Node 20.20 and onnxruntime-node 1.30.0:
#   input on an ArrayBuffer: 1,2,3,4
#   input on shared memory: tensor ok, run: Invalid argument
#   output on shared memory: tensor ok, run: Invalid argument
#
# Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node@1.30.0
cat > run.cjs <<'SCRIPT'
const { InferenceSession, Tensor } = require('onnxruntime-node');
// A model of one Identity node, as protocol buffers: [field, value], where an array is a message.
const bytes = (fields) =>
  Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.from([field << 3, value]);
      const body = typeof value === 'string' ? Buffer.from(value) : bytes(value);
      return Buffer.concat([Buffer.from([(field << 3) | 2, body.length]), body]);
    }),
  );
const values = (name) => [[1, name], [2, [[1, [[1, 1], [2, [[1, [[1, 4]]]]]]]]]];
const graph = [[1, [[1, 'x'], [2, 'y'], [4, 'Identity']]], [2, 'g'], [11, values('x')], [12, values('y')]];
const model = bytes([[1, 8], [7, graph], [8, [[2, 13]]]]);
const plain = () => Float32Array.of(1, 2, 3, 4);
const shared = () => {
  const data = new Float32Array(new SharedArrayBuffer(16));
  data.set(plain());
  return data;
};
const tensor = (data) => new Tensor('float32', data, [4]);
(async () => {
  const session = await InferenceSession.create(model);
  const { y } = await session.run({ x: tensor(plain()) });
  console.log(`input on an ArrayBuffer: ${[...y.data]}`);
  for (const [name, x, out] of [['input', shared(), plain()], ['output', plain(), shared()]]) {
    const [given, taken] = [tensor(x), tensor(out)];
    const said = await session.run({ x: given }, { y: taken }).then(() => 'ok', ({ message }) => message);
    console.log(`${name} on shared memory: tensor ok, run: ${said}`);
  }
})();
SCRIPT
observed=$(node run.cjs)
echo "$observed"
[ "$observed" = 'input on an ArrayBuffer: 1,2,3,4
input on shared memory: tensor ok, run: Invalid argument
output on shared memory: tensor ok, run: Invalid argument' ]
