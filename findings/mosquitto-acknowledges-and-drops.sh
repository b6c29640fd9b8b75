#!/usr/bin/env bash
# Mosquitto 2.0.11 (Debian 12), mqtt 5.16.0 (npm), Node 20 or newer: an acknowledged message may be dropped.
#
# Expected: the broker has accepted a message of quality of service 1 that it acknowledges (PUBACK).
# Observed: with message_size_limit, a larger message from a client of MQTT 3.1.1 is acknowledged like any other, and
# dropped: no subscriber gets it, and the sender is not told. The limit is not announced on connection either.
set -euo pipefail
broker=$(command -v mosquitto || echo /usr/sbin/mosquitto)
folder=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
port=$((20000 + RANDOM % 20000))
printf 'listener %s 127.0.0.1\nallow_anonymous true\nmessage_size_limit 1000\n' "$port" >mosquitto.conf
"$broker" -c mosquitto.conf >/dev/null 2>&1 &
pid=$!
npm init -y >/dev/null
npm install --no-audit --no-fund --silent mqtt@5.16.0
cat >check.cjs <<'JS'
const mqtt = require('mqtt');
async function outcome(protocolVersion) {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${process.argv[2]}`, { protocolVersion });
  const received = [];
  client.on('message', (topic, body) => received.push(body.length));
  await client.subscribeAsync('parts', { qos: 1 });
  const publish = (bytes) =>
    client.publishAsync('parts', Buffer.alloc(bytes), { qos: 1 }).then(
      () => 'acknowledged',
      (error) => error.code,
    );
  const large = await publish(2000);
  const small = await publish(500);
  while (!received.includes(500)) await new Promise((done) => setTimeout(done, 20));
  await client.endAsync();
  return { large, small, received };
}
(async () => {
  const seen = await outcome(4);
  console.log(JSON.stringify(seen));
  const expected = { large: 'acknowledged', small: 'acknowledged', received: [500] };
  process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
})();
JS
node check.cjs "$port"
# Observed: {"large":"acknowledged","small":"acknowledged","received":[500]}
