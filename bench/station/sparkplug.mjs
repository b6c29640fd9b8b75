// A station as an edge node of Sparkplug B, and a primary host application of pysparkplug at Mosquitto, while the
// station, the broker and the host are killed in turn. Each decision must be told, none as the current one that was
// made before its session, and the host must find no fault in the order of the messages, but for those that a
// kill has cut off. A run of ten minutes writes docs/benchmarks-sparkplug.md. PYTHON is one that has pysparkplug
// (python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pysparkplug==0.6.1):
//   npm run build && node bench/station/sparkplug.mjs /tmp/venv/bin/python [--minutes 10] [--kills 10]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, writePage } from '../shared/checkout.mjs';
import { median, quantile } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { fitProduct, startStation } from './stationBench.mjs';

wordsOf('bench/station/sparkplug.mjs PYTHON [--minutes 10] [--kills 10]');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    kills: { type: 'string', default: '10' },
  },
});
const [python] = positionals;
const seconds = 60 * Number(values.minutes);
const kills = Number(values.kills);

const [GROUP, NODE, HOST, PRODUCT] = ['Bench', 'Line', 'scada', 'tile'];
const IMAGES_PER_SECOND = 5;
/** Small images and a small bank: this is about what happens, not about how fast. */
const CONFIG = { resize: { height: 96, width: 96 }, dimension: 128, bankRows: 120 };
/** The host asks for a rebirth this often. */
const REBIRTH_EVERY_S = 20;
/** How long a broker or a host is away. */
const OUTAGE_MS = 3000;
const PATIENCE_MS = 120_000;
/** What the broker has handed to a host that is being killed, in this time around it, nobody reads. */
const UNREAD_MS = 2000;

const host = fileURLToPath(new URL('sparkplugHost.py', import.meta.url));
const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
if (mosquitto === undefined) throw new Error('mosquitto is needed');

const folder = await mkdtemp(join(tmpdir(), 'nominal-bench-sparkplug-'));
const data = join(folder, 'data');
const [brokerPort] = await freePorts(1);
/** @type {any} */
let station = null;
/** @type {import('node:child_process').ChildProcess | null} */
let broker = null;
/** @type {import('node:child_process').ChildProcess | null} */
let application = null;
let isSending = true;
/** What the host has printed. */
const lines = [];
/** Decisions that the station has answered, with their times. */
const answered = [];

try {
  await mkdir(data);
  await writeFile(join(data, 'station.json'), JSON.stringify(configuration()));
  await startBroker();
  startHost();
  station = await startStation(data);
  const images = await parts();
  const product = await fitProduct(station.api, PRODUCT, images.slice(0, 30), CONFIG);
  const sending = sendParts(product, images);
  const disturbed = await disturb(Date.now());
  isSending = false;
  await sending;
  const kept = await allKept();
  await untilTold(kept);
  const { bdSeq } = lines.findLast(({ kind }) => kind === 'NBIRTH');
  await station.stop();
  await until(() => lines.some((line) => line.kind === 'NDEATH' && line.bdSeq === bdSeq));
  report(disturbed, kept);
} finally {
  station?.kill();
  application?.kill('SIGKILL');
  broker?.kill('SIGKILL');
  await delay(500);
  await rm(folder, { recursive: true });
}

function configuration() {
  const url = `mqtt://127.0.0.1:${brokerPort}`;
  const names = { groupId: GROUP, edgeNodeId: NODE, primaryHostId: HOST };
  return {
    inspectThreads: 1,
    sinks: [{ kind: 'sparkplug', name: 'scada', url, ...names, retryMs: 200 }],
  };
}

/** Frames of ffmpeg's test source; the last ten have a hole. */
async function parts() {
  const frames = join(folder, 'frames');
  await mkdir(frames);
  const source = 'testsrc2=size=128x96:rate=2';
  const hole = "drawbox=x=24:y=16:w=72:h=64:color=white:t=fill:enable='gte(n,30)'";
  const to = ['-frames:v', '40', join(frames, '%03d.png')];
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-vf', hole, ...to]);
  const names = (await readdir(frames)).sort();
  return Promise.all(names.map((name) => readFile(join(frames, name))));
}

/** Sends one image after the other, and now and then one that is none. */
async function sendParts(product, images) {
  for (let i = 0; isSending; i++) {
    const due = delay(1000 / IMAGES_PER_SECOND);
    const body = i % 25 === 24 ? Buffer.from('no image') : images[i % images.length];
    const headers = { 'content-type': 'image/png' };
    const path = `${station.api}/inspect?product=${product}&name=part-${i}`;
    // Whatever was killed meanwhile is told nothing of it.
    const answer = await fetch(path, { method: 'POST', headers, body })
      .then((response) => /** @type {any} */ (response.json()))
      .catch(() => ({}));
    for (const { id, verdict } of answer.inspections ?? [])
      answered.push({ id, verdict, atMs: Date.now() });
    await due;
  }
}

async function disturb(startMs) {
  const kinds = [
    { name: 'the station is killed', act: killStation },
    { name: 'the broker is killed, and away for 3 s', act: killBroker },
    { name: 'the host is killed, and away for 3 s', act: killHost },
  ];
  const found = [];
  for (let i = 0; i < 3 * kills; i++) {
    await delay(Math.max(0, startMs + (1000 * seconds * (i + 0.5)) / (3 * kills) - Date.now()));
    const { name, act } = kinds[i % kinds.length];
    const fromMs = Date.now();
    await act();
    const backMs = await nextCurrent(Date.now());
    found.push({ name, fromMs, backMs });
    console.error(`${name}: a current verdict ${((backMs - fromMs) / 1000).toFixed(1)} s later`);
  }
  await delay(Math.max(0, startMs + 1000 * seconds - Date.now()));
  return found;
}

async function killStation() {
  station.kill();
  await delay(200);
  station = await startStation(data);
}

async function killBroker() {
  const ended = once(broker, 'exit');
  broker.kill('SIGKILL');
  await ended;
  await delay(OUTAGE_MS);
  await startBroker();
}

async function killHost() {
  const ended = once(application, 'exit');
  application.kill('SIGKILL');
  await ended;
  await delay(OUTAGE_MS);
  startHost();
}

async function nextCurrent(sinceMs) {
  const isIt = (line) =>
    line.kind === 'DDATA' && !line.historical && line.at >= sinceMs && isDecision(line);
  await until(() => lines.some(isIt));
  return lines.find(isIt).at;
}

async function startBroker() {
  const path = join(folder, 'mosquitto.conf');
  await writeFile(path, `listener ${brokerPort} 127.0.0.1\nallow_anonymous true\n`);
  broker = spawn(mosquitto, ['-c', path], { stdio: 'ignore' });
  await delay(300);
}

function startHost() {
  const words = [host, `${brokerPort}`, HOST, GROUP, NODE, `${REBIRTH_EVERY_S}`];
  application = spawn(python, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: application.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
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

async function until(isTrue) {
  const end = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error('it took too long');
    await delay(20);
  }
}

async function allKept() {
  const text = await (await fetch(`${station.api}/inspections/export?format=jsonl`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function isDecision({ kind, values }) {
  return kind === 'DDATA' && typeof values['Inspection/Decision'] === 'number';
}

async function untilTold(kept) {
  await until(() => {
    const told = new Set(
      lines.filter(isDecision).map((line) => line.values['Inspection/Decision']),
    );
    return kept.every(({ id }) => told.has(id));
  }).catch(() => undefined);
}

function report(disturbed, kept) {
  const told = lines.filter(isDecision);
  const idOf = (line) => line.values['Inspection/Decision'];
  const ids = new Set(told.map(idOf));
  const byId = new Map(kept.map((record) => [record.id, record]));
  const hostKills = disturbed
    .filter(({ name }) => name.startsWith('the host'))
    .map((one) => one.fromMs);
  const isUnread = ({ createdAt }) =>
    hostKills.some((killedMs) => Math.abs(Date.parse(createdAt) - killedMs) < UNREAD_MS);
  const untold = kept.filter(({ id }) => !ids.has(id));
  const missing = untold.filter((record) => !isUnread(record));
  const wrong = [
    ...lines.filter(({ failed }) => failed !== undefined).map(({ failed }) => failed),
    ...answered.filter(({ id }) => byId.get(id) === undefined).map(({ id }) => `${id} is not kept`),
  ];
  let born = null;
  let newest = 0;
  for (const line of lines) {
    if (line.kind === 'NBIRTH') born = line;
    if (line.kind === 'NBIRTH' || line.kind === 'DBIRTH') {
      const { 'Inspection/Decision': id, 'Inspection/Result': result } = line.values;
      if (line.kind === 'DBIRTH' && result !== 0 && id !== newest)
        wrong.push(`born with the verdict of ${id}, after ${newest}`);
    }
    if (!isDecision(line)) continue;
    const id = idOf(line);
    const record = byId.get(id);
    if (record?.verdict !== line.values['Inspection/Verdict'])
      wrong.push(`${id} was told as ${line.values['Inspection/Verdict']}`);
    if (line.historical) continue;
    if (id <= newest) wrong.push(`${id} was told as current after ${newest}`);
    newest = id;
    if (record !== undefined && Date.parse(record.createdAt) < firstBirth(born).sentAt)
      wrong.push(`${id} was told as current, of a session before`);
  }
  const faults = lines.filter((line) => (line.wrong ?? []).length > 0);
  const calm = faults.filter(
    ({ at }) => !disturbed.some(({ fromMs, backMs }) => at >= fromMs && at <= backMs + 1000),
  );
  const current = told.filter(({ historical }) => !historical);
  const ageMs = current.map((line) => line.at - Date.parse(byId.get(idOf(line)).createdAt));
  const count = (kind) => lines.filter((line) => line.kind === kind).length;
  const numbers = lines.filter(({ kind }) => kind === 'NBIRTH').map(({ bdSeq }) => bdSeq);
  const sessions = numbers.filter((number, i) => number !== numbers[i - 1]);
  const isNext = sessions.every((number, i) => i === 0 || number > sessions[i - 1]);
  const total = [
    [
      'decisions kept; told to the host; missing there',
      `${kept.length}; ${ids.size}; ${missing.length}`,
    ],
    [
      'taken by the broker in the moment in which the host was killed, which has not read them',
      untold.length - missing.length,
    ],
    [
      'of these told as current, and as historical',
      `${current.length}, ${told.length - current.length}`,
    ],
    ['told twice', told.length - ids.size],
    [
      'told as another verdict, as current after a newer one, or as current of a session before',
      wrong.length,
    ],
    [
      'sessions (each with another `bdSeq`, counted on over kills)',
      `${sessions.length}${isNext ? '' : ', out of order'}`,
    ],
    ['deaths that the host heard of', count('NDEATH')],
    [
      'rebirths that the host asked for',
      lines.filter(({ rebirth }) => rebirth !== undefined).length,
    ],
    [
      'messages out of order, or before a birth: during a disturbance, apart from one',
      `${faults.length - calm.length}, ${calm.length}`,
    ],
    [
      'decision to host, for those that were current: median, 99 %',
      `${median(ageMs)} ms, ${quantile(ageMs, 0.99)} ms`,
    ],
  ];
  const rows = [...grouped(disturbed)].map(([name, some]) => {
    const times = some.map(({ fromMs, backMs }) => (backMs - fromMs) / 1000);
    return `| ${name} | ${some.length} | ${median(times).toFixed(1)} | ${Math.max(...times).toFixed(1)} |`;
  });
  const page = `# A SCADA host for ${values.minutes} minutes

Written by \`node bench/station/sparkplug.mjs\`; no figure is typed by hand. A station as an edge node of [Sparkplug B](sparkplug.md), sent ${IMAGES_PER_SECOND} images a second, of which every 25th is none; Mosquitto; and pysparkplug 0.6.1 as its primary host, which checks the order of all messages and asks for a rebirth every ${REBIRTH_EVERY_S} s. Station, broker and host are killed in turn. ${machine()}.

| | |
| --- | --- |
${total.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

The time from the kill until the host has a current verdict again:

| disturbance | times | median, s | longest, s |
| --- | --: | --: | --: |
${rows.join('\n')}
`;
  console.log(page);
  for (const one of [...wrong, ...calm.map((line) => JSON.stringify(line))]) console.error(one);
  if (wrong.length + missing.length + calm.length > 0 || !isNext) process.exitCode = 1;
  else if (seconds >= 600 && kills >= 10) writePage('benchmarks-sparkplug.md', page);
}

/** The birth that began the session; later ones of the same number were asked for. */
function firstBirth({ bdSeq }) {
  return lines.find((line) => line.kind === 'NBIRTH' && line.bdSeq === bdSeq);
}

function grouped(items) {
  const groups = new Map();
  for (const one of items) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return groups;
}
