#!/usr/bin/env bash
# asyncua does not load structures with a field whose type has the name of a type of the base model.
#
# OPC 40100-1 (Machine Vision) has its own TrimmedString, a subtype of String, and ids of parts, jobs and
# results are structures with a field of it. The base model has a TrimmedString, too, since 1.05. Types
# belong to their namespaces, so both may exist. asyncua 2.1.0 registers a simple type only if the module
# "ua" has none of that name, and then finds no type for the field: "Unknown datatype for field …, please
# report". None of the structures is loaded, and a client cannot start a job.
#
# Observed, with a structure whose field is of a subtype of String in a namespace of its own:
#   ShortText: loaded
#   TrimmedString: not loaded
#
# Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet asyncua==2.1.0
cat >server.py <<'SCRIPT'
import asyncio
import sys
from asyncua import Server, ua
from asyncua.common.structures104 import new_struct, new_struct_field


async def main(name):
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{sys.argv[2]}")
    index = await server.register_namespace("urn:own")
    text = server.get_node(ua.NodeId(ua.ObjectIds.String))
    simple = await text.add_data_type(ua.NodeId(3017, index), f"{index}:{name}")
    ua.basetype_by_datatype[simple.nodeid] = "String"
    await new_struct(server, index, "PartId", [new_struct_field("Id", simple.nodeid)])
    async with server:
        print("ready", flush=True)
        await asyncio.sleep(30)


asyncio.run(main(sys.argv[1]))
SCRIPT
cat >client.py <<'SCRIPT'
import asyncio
import logging
import sys
from asyncua import Client, ua

logging.disable(logging.CRITICAL)


async def main():
    async with Client(f"opc.tcp://127.0.0.1:{sys.argv[1]}") as client:
        await client.load_data_type_definitions()
    print("loaded" if hasattr(ua, "PartId") else "not loaded")


asyncio.run(main())
SCRIPT
outcome() {
  local port=$((20000 + RANDOM % 20000))
  venv/bin/python server.py "$1" "$port" >"$1.log" 2>/dev/null &
  local pid=$!
  for _ in $(seq 100); do
    grep -q ready "$1.log" && break
    sleep 0.1
  done
  venv/bin/python client.py "$port"
  kill "$pid"
}
short=$(outcome ShortText)
trimmed=$(outcome TrimmedString)
echo "ShortText: $short"
echo "TrimmedString: $trimmed"
[ "$short" = loaded ] && [ "$trimmed" = 'not loaded' ]
