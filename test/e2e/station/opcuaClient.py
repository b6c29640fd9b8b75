"""An OPC UA client of tests that is not node-opcua: asyncua (PyPI), which knows OPC 40100-1 from the server alone.

Usage: opcuaClient.py PORT FOLDER PART...

Prints a line of JSON: how it fared with a certificate that is not trusted, with a wrong password, without
encryption, and without a user; and then one for each part. FOLDER holds the server's certificates (opcua/), and
takes those of this client.
"""

import asyncio
import json
import logging
import shutil
import socket
import sys
from pathlib import Path

from asyncua import Client, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from cryptography.x509.oid import ExtendedKeyUsageOID

logging.disable(logging.CRITICAL)
port, folder, parts = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
uri = f"urn:{socket.gethostname()}:asyncua"
key, certificate = folder / "client.pem", folder / "client.der"
VISION, OWN = "http://opcfoundation.org/UA/MachineVision", "urn:nominal-vision:station"


async def client(user="plc", password="a long password", encrypted=True):
    made = Client(f"opc.tcp://127.0.0.1:{port}", timeout=10)
    made.application_uri = uri
    if encrypted:
        await made.set_security(SecurityPolicyBasic256Sha256, certificate, key)
    if user is not None:
        made.set_user(user)
        made.set_password(password)
    return made


async def attempt(**options):
    try:
        async with await client(**options):
            return "in"
    except Exception as error:
        return type(error).__name__


async def attempt_by_certificate():
    made = await client(user=None)
    await made.load_client_certificate(certificate)
    await made.load_private_key(key)
    try:
        async with made:
            return "in"
    except Exception as error:
        return type(error).__name__


class Listener:
    def __init__(self):
        self.events = asyncio.Queue()

    def event_notification(self, event):
        self.events.put_nowait(event)


def no_parameters():
    return ua.Variant([], ua.VariantType.Variant, is_array=True)


async def inspect(opened, listener, part):
    vision, own = [await opened.get_namespace_index(name) for name in (VISION, OWN)]
    system = opened.get_node(f"ns={own};s=line")
    machine = await system.get_child([f"{vision}:VisionStateMachine"])
    automatic = await machine.get_child([f"{vision}:AutomaticModeStateMachine"])
    management = await system.get_child([f"{vision}:ResultManagement"])

    async def states():
        nodes = [await one.get_child(["0:CurrentState"]) for one in (machine, automatic)]
        return [(await node.read_value()).Text for node in nodes]

    async def plain(name):
        node = opened.get_node(f"ns={own};s=line.Inspection.{name}")
        read = await node.read_data_value(raise_on_bad_status=False)
        return read.Value.Value if read.StatusCode.is_good() else read.StatusCode.name

    async def start(number):
        return await automatic.call_method(
            f"{vision}:StartSingleJob", ua.MeasIdDataType(Id="m"), ua.PartIdDataType(Id=number),
            ua.RecipeIdExternalDataType(), ua.ProductIdDataType(), no_parameters())

    ready = await states()
    job, _ = await start(part)
    busy = await states()
    during = [await plain("Result"), await plain("Score")]
    try:
        await start("another")
        second = "taken"
    except ua.UaStatusCodeError as error:
        second = type(error).__name__
    event = await asyncio.wait_for(listener.events.get(), 20)
    by_id = await management.call_method(
        f"{vision}:GetResultById", ua.ResultIdDataType(Id=job.Id), ua.Variant(0, ua.VariantType.Int32))
    latest = await opened.get_node(f"ns={own};s=line.Latest").read_value()
    print(json.dumps({
        "part": part, "ready": ready, "busy": busy, "during": during, "second": second,
        "after": [await plain("Result"), await plain("Score"), await plain("Decision")],
        "event": [event.PartId.Id, event.ResultState, [one.Value for one in event.ResultContent]],
        "jobs": len({job.Id, event.JobId.Id, by_id[1].JobId.Id, latest.JobId.Id}),
    }), flush=True)


async def main():
    await setup_self_signed_certificate(
        key, certificate, uri, socket.gethostname(), [ExtendedKeyUsageOID.CLIENT_AUTH],
        {"commonName": "asyncua"})
    untrusted = await attempt()
    store = folder / "opcua"
    for file in (store / "rejected").iterdir():
        shutil.move(file, store / "trusted" / "certs")
    for _ in range(100):
        trusted = await attempt()
        if trusted == "in":
            break
        await asyncio.sleep(0.1)
    print(json.dumps({
        "untrusted": untrusted, "trusted": trusted, "password": await attempt(password="another one"),
        "encryption": await attempt(encrypted=False), "anonymous": await attempt(user=None),
        "certificate": await attempt_by_certificate(),
    }), flush=True)
    async with await client() as opened:
        vision = await opened.get_namespace_index(VISION)
        # asyncua leaves out types whose names are in the base model, too.
        ua.basetype_by_datatype[ua.NodeId(3017, vision)] = "String"
        ua.basetype_by_datatype[ua.NodeId(3018, vision)] = "UInt32"
        await opened.load_data_type_definitions()
        listener = Listener()
        subscription = await opened.create_subscription(20, listener)
        own = await opened.get_namespace_index(OWN)
        await subscription.subscribe_events(
            opened.get_node(f"ns={own};s=line"), opened.get_node(ua.NodeId(1024, vision)))
        for part in parts:
            await inspect(opened, listener, part)


asyncio.run(main())
