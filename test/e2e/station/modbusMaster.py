"""A PLC of tests: goes through the handshake with pymodbus, and prints a line of JSON for each part.

Usage: modbusMaster.py PORT PART...
   or: modbusMaster.py PORT --held, which has held its trigger since before it connected, and prints what it reads.
"""

import json
import struct
import sys
import time

from pymodbus.client import ModbusTcpClient

STATUS, RESULT, HEARTBEAT, FAULT, DECISION, SCORE, PART_OUT = 0, 1, 2, 3, 6, 8, 20
PART_IN, COMMAND = 100, 120
READY, BUSY, DONE = 1, 2, 4
TRIGGER, ACKNOWLEDGE = 1, 2

client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))


def read(address, count=1):
    answer = client.read_holding_registers(address, count)
    if answer.isError():
        raise SystemExit(f"cannot read {address}: {answer}")
    return answer.registers


def write(address, values):
    answer = client.write_registers(address, values)
    if answer.isError():
        raise SystemExit(f"cannot write {address}: {answer}")


def until(mask, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if read(STATUS)[0] & mask:
            return
        time.sleep(0.005)
    raise SystemExit(f"status {read(STATUS)[0]} has no {mask}")


def text(registers):
    return b"".join(struct.pack(">H", value) for value in registers).rstrip(b"\0").decode()


client.connect()
if sys.argv[2] == "--held":
    write(COMMAND, [TRIGGER])
    time.sleep(0.5)
    status, result, _, _, accepted, refused = read(STATUS, 6)
    seen = {"status": status, "result": result, "accepted": accepted, "refused": refused}
    print(json.dumps(seen))
    sys.exit()
write(COMMAND, [0])
for part in sys.argv[2:]:
    until(READY)
    letters = part.encode().ljust(32, b"\0")
    # Part and command in one message, as PLCs copy a block.
    values = [value for (value,) in struct.iter_unpack(">H", letters)]
    write(PART_IN, values + [0] * (COMMAND - PART_IN - len(values)) + [TRIGGER])
    before = read(RESULT)[0]
    until(DONE)
    block = read(0, 36)
    print(
        json.dumps(
            {
                "part": text(block[PART_OUT : PART_OUT + 16]),
                "before": before,
                "result": block[RESULT],
                "fault": block[FAULT],
                "decision": block[DECISION] * 65536 + block[DECISION + 1],
                "score": struct.unpack(">f", struct.pack(">HH", *block[SCORE : SCORE + 2]))[0],
                "inputs": client.read_input_registers(RESULT, 1).registers[0],
                "discrete": client.read_discrete_inputs(0, 7).bits[:7],
            }
        ),
        flush=True,
    )
    client.write_coil(1, True)
    client.write_coils(0, [False, False])
    after = read(RESULT)[0]
    if after != 0:
        raise SystemExit(f"a result of {after} stands after its acknowledgement")
beat = read(HEARTBEAT)[0]
time.sleep(1.2)
print(
    json.dumps(
        {
            "beats": (read(HEARTBEAT)[0] - beat) % 65536,
            "beyond": client.read_holding_registers(0, 122).isError(),
            "foreign": client.write_register(RESULT, 1).isError(),
            "coil": client.write_coil(2, True).isError(),
        }
    ),
    flush=True,
)
