#!/bin/sh
# Regenerates src/backbone/onnx/generated/onnx_pb.ts from src/backbone/onnx/onnx.proto
# (ONNX 1.12, Apache-2.0, as Debian's python3-onnx carries it). Needs npm; the generators are
# installed in a temporary folder and are no dependency of the project.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root/src/backbone/onnx/onnx.proto" "$work/onnx.proto"
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @bufbuild/buf@1.75.0 @bufbuild/protoc-gen-es@2.13.0
cat >buf.gen.yaml <<'YAML'
version: v2
plugins:
  - local: node_modules/.bin/protoc-gen-es
    out: out
    opt: [target=ts, import_extension=ts]
YAML
node_modules/.bin/buf generate onnx.proto --template buf.gen.yaml
# The compiler option erasableSyntaxOnly forbids enums: turn each into a constant and a type.
awk '
  /^export enum / { name = $3; print "export const " name " = {"; inside = 1; next }
  inside && /^}/ { print "} as const;\nexport type " name " = (typeof " name ")[keyof typeof " name "];"; inside = 0; next }
  inside && !/^ *\*/ { sub(/ = /, ": ") }
  { print }
' out/onnx_pb.ts >"$root/src/backbone/onnx/generated/onnx_pb.ts"
