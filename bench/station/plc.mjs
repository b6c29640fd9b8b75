// A camera of ffmpeg with ten frames a second, and a Modbus master of pymodbus that triggers and reads results by
// the handshake, for twenty minutes in which the station, the camera's program and the broker are killed, the disk
// is full and the clock is set back. Each trigger must be answered once or known to have no answer, none with the
// result of another part, and what was answered must be kept. A run of twenty minutes writes
// docs/benchmarks-plc.md. As root on Linux, with ffmpeg, python3-pymodbus, mbpoll, mosquitto and libfaketime:
//   npm run build && node bench/station/plc.mjs [--minutes 20] [--kills 20]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { bin, machine, writePage } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { childrenOf, fetchJson, fitProduct, usageOf } from './stationBench.mjs';

wordsOf('bench/station/plc.mjs [--minutes 20] [--kills 20]');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    kills: { type: 'string', default: '20' },
  },
});
const seconds = 60 * Number(values.minutes);
const kills = Number(values.kills);

const TRIGGERS_PER_SECOND = 5;
/** Small frames and a small bank: this is about what happens, not about how fast. */
const [HEIGHT, WIDTH] = [96, 128];
const CONFIG = { resize: { height: 96, width: 96 }, dimension: 128, bankRows: 120 };
const DEADLINE_MS = 1000;
/** All decisions are kept, to be compared with what the PLC was told. */
const DISK_MIB = 600;
/** How long a disk is full, or a broker away. */
const OUTAGE_MS = 5000;
const PATIENCE_MS = 120_000;
/** Of the fault register, as docs/cameras.md has them. */
const FAULTS = { 1: 'no frame', 3: 'late', 4: 'camera', 9: 'not kept' };

const master = fileURLToPath(new URL('plcMaster.py', import.meta.url));
const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const faketime = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));
if (mosquitto === undefined || faketime === undefined)
  throw new Error('mosquitto and libfaketime are needed');

const folder = await mkdtemp(join(tmpdir(), 'nominal-bench-plc-'));
const data = join(folder, 'data');
const clock = join(folder, 'clock');
await mkdir(data);
execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', data]);
const [plcPort, httpPort, brokerPort] = await freePorts(3);
const api = `http://127.0.0.1:${httpPort}/api/v1`;
/** @type {any} */
let station = null;
/** @type {import('node:child_process').ChildProcess} */
let broker = null;
/** What the PLC says of each part, and of all. */
const seen = [];
let last = null;
const told = new Map();
const memory = [];
let subscriber = null;
let sampling;

try {
  await writeFile(clock, '+0d');
  await writeFile(join(folder, 'line.json'), JSON.stringify(await configuration()));
  await startBroker();
  subscriber = await subscribe();
  await startStation();
  const product = await fitProduct(api, 'tile', await trainingFrames(), CONFIG);
  const byHand = [await triggerByHand('by hand 1')];
  const startMs = Date.now();
  const plc = startPlc();
  sampling = setInterval(() => {
    if (station.readyMs === null || Date.now() - station.readyMs < 5000) return;
    const { mib } = usageOf(station.pid);
    // A process that is ending has no memory any more.
    if (Number.isFinite(mib)) memory.push(mib);
  }, 2000);
  const disturbed = await disturb(startMs);
  await plc;
  clearInterval(sampling);
  byHand.push(await triggerByHand('by hand 2'));
  const found = await compare(byHand);
  const orphans = await withoutUse(product);
  for (const name of orphans) found.wrong.push(`the image ${name} belongs to nothing`);
  report(disturbed, found);
} finally {
  clearInterval(sampling);
  subscriber?.end(true);
  station?.child.kill('SIGKILL');
  broker?.kill('SIGKILL');
  await delay(500);
  execFileSync('umount', [data]);
  await rm(folder, { recursive: true });
}

async function configuration() {
  const url = `mqtt://127.0.0.1:${brokerPort}`;
  const source = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=10`;
  // Now and then a part has a hole.
  const hole = "drawbox=x=24:y=16:w=72:h=64:color=white:t=fill:enable='lt(mod(n,10),3)'";
  return {
    inspectThreads: 1,
    sources: [
      {
        ...{ kind: 'camera', name: 'line', product: 'tile', deadlineMs: DEADLINE_MS },
        command: [
          ...['ffmpeg', '-v', 'error', '-re', '-f', 'lavfi', '-i', source, '-vf', hole],
          ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
        ],
        frames: { format: 'raw', height: HEIGHT, width: WIDTH, pixelFormat: 'RGB8' },
        trigger: { on: 'modbus', port: plcPort, frameTimeoutMs: 1000 },
      },
    ],
    sinks: [{ kind: 'mqtt', name: 'mes', url, retryMs: 200 }],
  };
}

async function trainingFrames() {
  const frames = join(folder, 'frames');
  await mkdir(frames);
  const source = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=2`;
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '40', join(frames, '%03d.png')],
  ]);
  const names = (await readdir(frames)).sort();
  return Promise.all(names.map((name) => readFile(join(frames, name))));
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map(
    (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port,
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Starts the station as whatever watches over it would; `readyMs` is set once it can inspect. */
async function startStation() {
  const child = spawn(
    process.execPath,
    [bin, 'serve', '--data', data, '--port', `${httpPort}`, '--config', join(folder, 'line.json')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        LD_PRELOAD: faketime,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    },
  );
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (words = `${words}${text}`.slice(-2000)));
  station = { child, pid: child.pid, readyMs: null };
  const started = station;
  const end = Date.now() + PATIENCE_MS;
  while (!(await fetch(`${api}/ready`).catch(() => ({ ok: false }))).ok) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`no station: ${words}`);
    await delay(50);
  }
  started.readyMs = Date.now();
}

async function killStation() {
  const { child } = station;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function startBroker() {
  const path = join(folder, 'mosquitto.conf');
  await writeFile(path, `listener ${brokerPort} 127.0.0.1\nallow_anonymous true\nuser root\n`);
  broker = spawn(mosquitto, ['-c', path], { stdio: 'ignore' });
}

async function killBroker() {
  const ended = once(broker, 'exit');
  broker.kill('SIGKILL');
  await ended;
}

async function subscribe() {
  const url = `mqtt://127.0.0.1:${brokerPort}`;
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 50 });
  client.on('error', () => undefined);
  client.on('message', (_topic, body) => {
    const { id } = JSON.parse(body.toString());
    told.set(id, (told.get(id) ?? 0) + 1);
  });
  // Subscribes again after each kill of the broker, too.
  await client.subscribeAsync('nominal/tile/verdict', { qos: 1 });
  return client;
}

/** Runs the PLC; resolves at the end of its shift. */
async function startPlc() {
  const words = [master, `${plcPort}`, `${seconds}`, `${TRIGGERS_PER_SECOND}`];
  const child = spawn('/usr/bin/python3', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const one = JSON.parse(line);
    if ('part' in one) seen.push({ ...one, answeredMs: Date.now() });
    else last = one;
  }
  if (last === null) throw new Error('the PLC ended early');
}

/** One part by mbpoll, one request after the other. */
async function triggerByHand(part) {
  const ask = (...words) =>
    execFileSync('mbpoll', ['-m', 'tcp', '-p', `${plcPort}`, '-t', '4', '-0', '-1', ...words], {
      encoding: 'utf8',
    });
  const bytes = Buffer.alloc(32);
  bytes.write(part);
  const letters = Array.from({ length: 16 }, (_, i) => `${bytes.readUInt16BE(2 * i)}`);
  const command = (value) => ask('-r', '120', '127.0.0.1', value);
  const read = () => {
    const text = ask('-r', '0', '-c', '36', '127.0.0.1');
    return [...text.matchAll(/^\[(\d+)\]:\s+(\d+)/gm)].map(([, , value]) => Number(value));
  };
  const until = async (bit) => {
    for (let i = 0; i < 200; i++) {
      const block = read();
      if (block[0] & bit) return block;
      await delay(50);
    }
    throw new Error(`mbpoll sees no bit ${bit}`);
  };
  command('0');
  await until(1);
  ask('-r', '100', '127.0.0.1', ...letters);
  command('1');
  const block = await until(4);
  command('2');
  command('0');
  return { part, end: 'answered', result: block[1], fault: block[3], decision: block[7], stale: 0 };
}

/** Every other event kills the station; all are spread evenly, and each is over before the next. */
async function disturb(startMs) {
  const others = [
    { name: 'the program of the camera is killed', act: killCamera },
    { name: 'the broker is killed, and away for 5 s', act: breakBroker },
    { name: 'the disk is full for 5 s', act: fillDisk },
    { name: 'the clock is set back', act: setClockBack },
  ];
  const counts = new Map();
  const events = Array.from({ length: kills }, (_, i) => [
    { name: 'the station is killed', act: restartStation },
    others[i % others.length],
  ]).flat();
  const found = [];
  for (const [i, { name, act }] of events.entries()) {
    const due = startMs + (1000 * seconds * (i + 0.5)) / (events.length + 0.5);
    await delay(Math.max(0, due - Date.now()));
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const fromMs = Date.now();
    const overMs = await act(nth);
    const verdictMs = await nextVerdict(overMs);
    found.push({ name, fromMs, overMs, verdictMs });
    console.error(`${name}: a verdict ${((verdictMs - overMs) / 1000).toFixed(1)} s after it`);
  }
  return found;
}

/** When the first part that was triggered after a time had its verdict. */
async function nextVerdict(sinceMs) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const one = seen.find(({ at, result }) => 1000 * at >= sinceMs && result > 0);
    if (one !== undefined) return one.answeredMs;
    await delay(20);
  }
  throw new Error('no verdict came any more');
}

async function restartStation() {
  const killedMs = Date.now();
  await killStation();
  await startStation();
  return killedMs;
}

async function killCamera() {
  const killedMs = Date.now();
  const program = childrenOf(station.pid).find(
    (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'ffmpeg',
  );
  if (program === undefined) throw new Error('the camera has no program');
  process.kill(Number(program), 'SIGKILL');
  return killedMs;
}

async function breakBroker(nth) {
  const killedMs = Date.now();
  await killBroker();
  // Every other time the station is killed meanwhile.
  if (nth % 2 === 0) await restartStation();
  await delay(OUTAGE_MS);
  await startBroker();
  return killedMs;
}

async function fillDisk(nth) {
  const filler = join(data, 'filler');
  for (const piece of [1_048_576, 65_536, 4096]) {
    // Smaller pieces may still fit.
    for (let fits = true; fits;)
      fits = await appendFile(filler, Buffer.alloc(piece)).then(
        () => true,
        () => false,
      );
  }
  if (nth % 2 === 0) await restartStation();
  await delay(OUTAGE_MS);
  await rm(filler);
  return Date.now();
}

async function setClockBack(nth) {
  await writeFile(clock, `-${nth * nth}d`);
  return Date.now();
}

/** What the PLC was told, and what the station has kept and sent. */
async function compare(byHand) {
  const text = await (await fetch(`${api}/inspections/export?format=jsonl`)).text();
  const kept = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const byPart = grouped(kept, ({ part }) => part);
  const wrong = [];
  const ids = new Set();
  for (const one of [...seen, ...byHand]) {
    const records = byPart.get(one.part) ?? [];
    if (records.length > 1) wrong.push(`${one.part} was decided ${records.length} times`);
    if (one.stale > 0) wrong.push(`${one.part} was told a result of another part`);
    if ((one.accepted ?? 1) !== 1) wrong.push(`${one.part} was taken ${one.accepted} times`);
    if (one.result === 0) continue;
    const [record] = records;
    const verdict = one.result === 1 ? 'nominal' : 'anomalous';
    if (record?.id !== one.decision || record.verdict !== verdict)
      wrong.push(`${one.part} was told ${verdict} (${one.decision}), which is not kept`);
    if (ids.has(one.decision)) wrong.push(`decision ${one.decision} was told twice`);
    ids.add(one.decision);
  }
  const end = Date.now() + PATIENCE_MS;
  while (kept.some(({ id }) => !told.has(id)) && Date.now() < end) await delay(100);
  const untold = kept.filter(({ id }) => !told.has(id)).length;
  return { kept: kept.length, wrong, untold, byHand: byHand.filter(({ result }) => result > 0) };
}

/** Files of images that no decision and no product has: the last start has removed what kills have left. */
async function withoutUse(product) {
  const text = await (await fetch(`${api}/inspections/export?format=jsonl`)).text();
  const decided = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).sha256);
  const training = await fetchJson(`${api}/products/${product}/images`);
  const used = new Set([...decided, ...training.map(({ sha256 }) => sha256)]);
  const names = await readdir(join(data, 'images'), { recursive: true });
  return names
    .map((name) => name.split('/').at(-1))
    .filter((name) => /^[0-9a-f]{64}$/.test(name) && !used.has(name));
}

function report(disturbed, { kept, wrong, untold, byHand }) {
  const count = (test) => seen.filter(test).length;
  const isDisturbed = ({ at, answeredMs }) =>
    disturbed.some(({ fromMs, verdictMs }) => answeredMs >= fromMs && 1000 * at <= verdictMs);
  const withoutResult = (test) =>
    count((one) => one.end === 'answered' && one.result === 0 && test(one.fault));
  const reasons = Object.entries(FAULTS).map(
    ([number, name]) => `${name} ${withoutResult((fault) => fault === Number(number))}`,
  );
  const other = withoutResult((fault) => !(fault in FAULTS));
  const calm = seen.filter((one) => one.result === 0 && !isDisturbed(one));
  const quarter = Math.ceil(memory.length / 4);
  const times = seen.filter(({ result }) => result > 0).map(({ ms }) => ms);
  const total = [
    ['triggers', seen.length],
    ['answered once', count(({ end }) => end === 'answered')],
    [
      'with a verdict: good, reject',
      `${count(({ result }) => result === 1)}, ${count(({ result }) => result === 2)}`,
    ],
    ['with "not inspected" and the reason', [...reasons, `other ${other}`].join(', ')],
    [
      'without an answer: the connection broke, and nothing was told',
      count(({ end }) => end === 'lost'),
    ],
    [
      'without an answer within 5 s, on a connection that stood',
      count(({ end }) => end === 'silent'),
    ],
    ['results of another part, or decisions told twice or not kept', wrong.length + last.stale],
    ['parts that passed while the station was not ready', last.notReady],
    [
      'not inspected apart from a disturbance',
      calm.map(({ fault, end }) => FAULTS[fault] ?? end).join(', ') || 0,
    ],
    ['decisions kept; told over MQTT; missing there', `${kept}; ${told.size}; ${untold}`],
    ['triggered and read by hand, with mbpoll', byHand.length],
    [
      'trigger to result as the PLC sees it, which waits for a frame: median',
      `${median(times).toFixed(0)} ms`,
    ],
    [
      'memory of the processes, which start again with each kill: first quarter, last quarter, most',
      [median(memory.slice(0, quarter)), median(memory.slice(-quarter)), Math.max(...memory)]
        .map((mib) => mib.toFixed(0))
        .join(', ') + ' MiB',
    ],
  ];
  const rows = [...grouped(disturbed, ({ name }) => name)].map(([name, some]) => {
    const recoveries = some.map(({ overMs, verdictMs }) => (verdictMs - overMs) / 1000);
    const within = seen.filter(
      ({ at, answeredMs, result }) =>
        result === 0 &&
        some.some(({ fromMs, verdictMs }) => answeredMs >= fromMs && 1000 * at <= verdictMs),
    );
    return `| ${name} | ${some.length} | ${within.length} | ${median(recoveries).toFixed(1)} | ${Math.max(...recoveries).toFixed(1)} |`;
  });
  const page = `# A PLC for twenty minutes

Written by \`node bench/station/plc.mjs\`; no figure is typed by hand. A camera of ffmpeg's test source with ten frames of ${WIDTH} × ${HEIGHT} a second, a bank of ${CONFIG.bankRows} rows, a Modbus master of pymodbus that triggers ${TRIGGERS_PER_SECOND} times a second for ${values.minutes} minutes and reads results by the [handshake](cameras.md#modbus-tcp), and a subscriber at Mosquitto; verdicts count as late after ${DEADLINE_MS} ms. Every other time that the broker is away or the disk is full, the station is killed meanwhile. ${machine()}.

| | |
| --- | --- |
${total.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

The time until the first verdict on a part that was triggered after it: after the kill (of the broker, too), after there is room again, after the clock was set.

| disturbance | times | parts not inspected | median, s | longest, s |
| --- | --: | --: | --: | --: |
${rows.join('\n')}
`;
  console.log(page);
  for (const one of wrong) console.error(one);
  if (wrong.length + last.stale + untold > 0) process.exitCode = 1;
  else if (seconds >= 1200 && kills >= 20) writePage('benchmarks-plc.md', page);
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const one of items) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
