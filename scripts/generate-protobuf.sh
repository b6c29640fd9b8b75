#!/bin/sh
# Regenerates the code of each schema of Protocol Buffers, into the folder generated/ beside it:
# - src/backbone/onnx/onnx.proto: ONNX 1.12, Apache-2.0, as Debian's python3-onnx carries it
# - packages/station/src/sinks/sparkplug/payload.proto
# Needs npm; the generators are installed in a temporary folder and are no dependency of the project.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
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
for schema in src/backbone/onnx/onnx packages/station/src/sinks/sparkplug/payload; do
  name=$(basename "$schema")
  cp "$root/$schema.proto" "$name.proto"
  node_modules/.bin/buf generate "$name.proto" --template buf.gen.yaml
  # The compiler option erasableSyntaxOnly forbids enums: turn each into a constant and a type.
  awk '
    /^export enum / { name = $3; print "export const " name " = {"; inside = 1; next }
    inside && /^}/ { print "} as const;\nexport type " name " = (typeof " name ")[keyof typeof " name "];"; inside = 0; next }
    inside && !/^ *\*/ { sub(/ = /, ": ") }
    { print }
  ' "out/${name}_pb.ts" >"$root/$(dirname "$schema")/generated/${name}_pb.ts"
done
