#!/usr/bin/env bash
# FileHandle.read into a Float32Array: Deno reports bytes as read, but does not store them.
#
# Node's FileHandle.read(buffer, offset, length, position) takes any ArrayBufferView; offset and length
# count bytes. Node 20.20 fills the floats. Deno 2.9.6, in its node:fs/promises, leaves them
# unchanged and raises no error; the number of bytes that it reports as read is the size of another buffer,
# up to 16384 bytes, whatever length was requested. Both fill a Uint8Array over the same memory.
#
# Observed, from a file of 65536 floats 1, 2, 3 …, 512 bytes from byte 512 on:
#   node: floats 512 bytes 129,130; bytes 512 bytes 129,130
#   deno: floats 16384 bytes 0,0; bytes 512 bytes 129,130
#
# Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts deno@2.9.6
cat > read.mjs <<'SCRIPT'
import { open, writeFile } from 'node:fs/promises';
import process from 'node:process';
const values = new Float32Array(65536).map((_, i) => i + 1);
await writeFile('floats.bin', new Uint8Array(values.buffer));
const file = await open('floats.bin');
async function read(view) {
  const { bytesRead } = await file.read(view, 0, view.byteLength, 512);
  return `${bytesRead} bytes ${new Float32Array(view.buffer).slice(0, 2).join()}`;
}
const floats = await read(new Float32Array(128));
const bytes = await read(new Uint8Array(512));
await file.close();
process.stdout.write(`floats ${floats}; bytes ${bytes}\n`);
SCRIPT
node=$(node read.mjs)
deno=$(./node_modules/.bin/deno run --allow-all read.mjs)
echo "node: $node"
echo "deno: $deno"
[ "$node" = 'floats 512 bytes 129,130; bytes 512 bytes 129,130' ]
[ "$deno" = 'floats 16384 bytes 0,0; bytes 512 bytes 129,130' ]
