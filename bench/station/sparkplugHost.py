"""A primary host application of Sparkplug B, by pysparkplug: says that it is online, takes what one edge node
publishes, checks the order of its messages, and prints a line of JSON for each. After messages that are missing or
that it does not understand, and every so many seconds, it asks for a rebirth.

Usage: sparkplugHost.py PORT HOST_ID GROUP EDGE_NODE REBIRTH_EVERY_SECONDS
"""

import json
import sys
import threading
import time

import pysparkplug as psp

PORT, HOST_ID, GROUP, NODE, EVERY_S = (
    int(sys.argv[1]),
    *sys.argv[2:5],
    float(sys.argv[5]),
)
STATE = psp.Topic(message_type=psp.MessageType.STATE, sparkplug_host_id=HOST_ID)
COMMAND = psp.Topic(group_id=GROUP, message_type=psp.MessageType.NCMD, edge_node_id=NODE)

lock = threading.Lock()
expected = None
session = None
online = set()
devices = set()


def say(**line):
    print(json.dumps(line), flush=True)


def now():
    return int(time.time() * 1000)


def rebirth(client, why):
    metric = psp.Metric(
        timestamp=now(),
        name="Node Control/Rebirth",
        datatype=psp.DataType.BOOLEAN,
        value=True,
    )
    command = psp.Message(
        topic=COMMAND,
        payload=psp.NCmd(timestamp=now(), metrics=(metric,)),
        qos=psp.QoS.AT_MOST_ONCE,
        retain=False,
    )
    try:
        client.publish(command, include_dtypes=True)
        say(rebirth=why)
    except psp.MQTTError:
        # The broker is away.
        pass


def value_of(metrics, name):
    return next((one.value for one in metrics if one.name == name), None)


def take(client, message):
    global expected, session
    kind, device, payload = message.topic.message_type, message.topic.device_id, message.payload
    with lock:
        if kind == psp.MessageType.NDEATH:
            number = payload.bd_seq_metric.value
            # That of a session of before changes nothing.
            if number == session:
                expected = None
                online.clear()
            say(kind=kind, at=now(), bdSeq=number, ends=number == session)
            return
        if kind == psp.MessageType.NCMD:
            return
        wrong = []
        if message.retain:
            wrong.append("retained")
        if kind == psp.MessageType.NBIRTH:
            session, expected = value_of(payload.metrics, "bdSeq"), 0
            online.clear()
            online.add(None)
            if value_of(payload.metrics, "Node Control/Rebirth") is not False:
                wrong.append("no rebirth")
        elif kind == psp.MessageType.DBIRTH:
            online.add(device)
            devices.add(device)
        elif device not in online:
            wrong.append("not born")
        if expected is None:
            wrong.append("after the death")
        elif payload.seq != expected:
            wrong.append(f"{payload.seq} in place of {expected}")
        expected = (payload.seq + 1) % 256
        if kind == psp.MessageType.DDEATH:
            online.discard(device)
        metrics = getattr(payload, "metrics", ())
        say(
            kind=kind,
            device=device,
            at=now(),
            sentAt=payload.timestamp,
            bdSeq=session,
            wrong=wrong,
            historical=any(one.is_historical for one in metrics),
            values={
                one.name: one.value
                for one in metrics
                if one.name.startswith(("Inspection/", "Fault/"))
            },
        )
        if wrong:
            rebirth(client, ", ".join(wrong))


# What pysparkplug does not understand ends its thread.
threading.excepthook = lambda ended: say(failed=repr(ended.exc_value))

started = now()
client = psp.Client(client_id=f"host-{started}")
client.set_will(
    psp.Message(
        topic=STATE,
        payload=psp.State(timestamp=started, online=False),
        qos=psp.QoS.AT_LEAST_ONCE,
        retain=True,
    )
)


def connected(own):
    # Its will has this time, too.
    own.publish(
        psp.Message(
            topic=STATE,
            payload=psp.State(timestamp=started, online=True),
            qos=psp.QoS.AT_LEAST_ONCE,
            retain=True,
        )
    )
    say(connected=now())


for topic in (
    psp.Topic(group_id=GROUP, message_type="+", edge_node_id=NODE),
    psp.Topic(group_id=GROUP, message_type="+", edge_node_id=NODE, device_id="+"),
):
    client.subscribe(topic, psp.QoS.AT_LEAST_ONCE, take)
client.connect("127.0.0.1", port=PORT, callback=connected, blocking=False)
while True:
    time.sleep(EVERY_S)
    if None in online:
        rebirth(client, "now and then")
