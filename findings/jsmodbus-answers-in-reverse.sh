#!/usr/bin/env bash
# The Modbus TCP server of jsmodbus carries out requests that arrive together in reverse order.
#
# jsmodbus 5.0.0 puts requests at the front of a list and takes them from there. A client that writes a
# register and reads it back in one segment gets the value from before the write. Modbus lets a server
# answer out of order, but a write and a read of one client are not to change places.
#
# Observed, with Node 20.20:
#   read after write: 0 of 7
#
# Exits with 1 once that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jsmodbus@5.0.0
cat > server.cjs <<'SCRIPT'
const net = require('node:net');
const { server: { TCP } } = require('jsmodbus');
const sockets = net.createServer();
new TCP(sockets, { holding: Buffer.alloc(8), coils: Buffer.alloc(2) });
const request = (id, pdu) => Buffer.from([0, id, 0, 0, 0, pdu.length + 1, 1, ...pdu]);
sockets.listen(0, '127.0.0.1', () => {
  const client = net.connect(sockets.address().port, '127.0.0.1');
  let answers = Buffer.alloc(0);
  client.on('data', (bytes) => {
    answers = Buffer.concat([answers, bytes]);
  });
  client.write(Buffer.concat([request(1, [6, 0, 1, 0, 7]), request(2, [3, 0, 1, 0, 1])]));
  setTimeout(() => {
    // The answer to the read has function 3, two bytes, and the register.
    const at = answers.indexOf(Buffer.from([1, 3, 2]));
    console.log(`read after write: ${answers.readUInt16BE(at + 3)} of 7`);
    process.exit();
  }, 900);
});
SCRIPT
observed=$(node server.cjs)
echo "$observed"
[ "$observed" = 'read after write: 0 of 7' ]
