"""A PLC for a whole shift: triggers at a steady pace, reads by the handshake, and prints a line of JSON for each
part. It connects again whenever the connection is lost, as a PLC does.

Usage: plcMaster.py PORT SECONDS TRIGGERS_PER_SECOND

`end` says how a part ended: "answered" (done came, with a result or a fault), "lost" (the connection broke) or
"silent" (done did not come in time). `stale` counts results that were read and were not those of that part.
"""

import json
import logging
import struct
import sys
import time

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException

# A station that is away is no news.
logging.disable(logging.CRITICAL)

PORT, SECONDS, RATE = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
STATUS, RESULT, FAULT, TRIGGERS, DECISION, SCORE, PART_OUT = 0, 1, 3, 4, 6, 8, 20
PART_IN, COMMAND = 100, 120
READY, DONE = 1, 4
TRIGGER, ACKNOWLEDGE = 1, 2
# A part has left the camera by then.
PATIENCE_S = 5.0
POLL_S = 0.01


class Lost(Exception):
    pass


client = None


def checked(answer):
    if answer.isError():
        raise Lost(str(answer))
    return answer


def read():
    return checked(client.read_holding_registers(0, 36)).registers


def write(address, values):
    checked(client.write_registers(address, values))


def text(block):
    words = block[PART_OUT : PART_OUT + 16]
    return b"".join(struct.pack(">H", word) for word in words).rstrip(b"\0").decode()


def connect():
    """Connects, and makes no use of anything that stands there from before."""
    global client
    if client is not None:
        client.close()
    client = ModbusTcpClient("127.0.0.1", port=PORT, timeout=1, retries=0)
    if not client.connect():
        client = None
        raise Lost("nobody listens")
    write(COMMAND, [0])
    write(COMMAND, [ACKNOWLEDGE])
    write(COMMAND, [0])


def inspect(part, accepted):
    """One part. `accepted` is the count of accepted triggers before it, None after a new connection."""
    seen = {"part": part, "at": time.time(), "end": "silent", "result": 0, "fault": 0, "stale": 0}
    start = time.monotonic()
    try:
        words = [word for (word,) in struct.iter_unpack(">H", part.encode().ljust(32, b"\0"))]
        write(PART_IN, words + [0] * (COMMAND - PART_IN - len(words)) + [TRIGGER])
        while time.monotonic() - start < PATIENCE_S:
            block = read()
            own = block[STATUS] & DONE and text(block) == part
            if block[RESULT] != 0 and not own:
                seen["stale"] += 1
            if own:
                seen.update(
                    {
                        "end": "answered",
                        "result": block[RESULT],
                        "fault": block[FAULT],
                        "decision": block[DECISION] * 65536 + block[DECISION + 1],
                        "score": struct.unpack(">f", struct.pack(">HH", *block[SCORE : SCORE + 2]))[0],
                        "accepted": None if accepted is None else block[TRIGGERS] - accepted,
                    }
                )
                break
            time.sleep(POLL_S)
        seen["ms"] = (time.monotonic() - start) * 1000
        write(COMMAND, [ACKNOWLEDGE])
        write(COMMAND, [0])
        block = read()
        if block[RESULT] != 0:
            seen["stale"] += 1
        return seen, block[TRIGGERS]
    except (Lost, ModbusException, OSError) as error:
        # What was read before the connection broke is the result of the part.
        if seen["end"] != "answered":
            seen["end"] = "lost"
            seen["why"] = str(error)
        return seen, None


def main():
    began = time.monotonic()
    count, stale, not_ready, accepted = 0, 0, 0, None
    slot = 0
    while time.monotonic() - began < SECONDS:
        wait = began + slot / RATE - time.monotonic()
        # Parts that passed while the last one was waited for are gone.
        slot = max(slot, int((time.monotonic() - began) * RATE)) + 1
        if wait > 0:
            time.sleep(wait)
        try:
            if client is None or accepted is None:
                connect()
                accepted = read()[TRIGGERS]
            block = read()
            if block[RESULT] != 0:
                stale += 1
            if not block[STATUS] & READY:
                not_ready += 1
                continue
        except (Lost, ModbusException, OSError):
            not_ready += 1
            accepted = None
            continue
        count += 1
        seen, accepted = inspect(f"P{count:06d}", accepted)
        print(json.dumps(seen), flush=True)
    print(json.dumps({"stale": stale, "notReady": not_ready}), flush=True)


main()
