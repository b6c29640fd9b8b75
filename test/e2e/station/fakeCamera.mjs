// A camera of tests: writes raw RGB frames from a file, as its first argument says in JSON.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const {
  frames,
  bytes,
  intervalMs = 50,
  count = Infinity,
  cutBytes = 0,
  exitCode = null,
  words = '',
  argumentsFile,
  startsFile,
  framesOnSignal = false,
  distinct = false,
} = JSON.parse(process.argv[2]);
if (argumentsFile !== undefined)
  writeFileSync(argumentsFile, JSON.stringify(process.argv.slice(3)));
if (startsFile !== undefined) appendFileSync(startsFile, `${process.pid}\n`);
const all = frames === undefined ? new Uint8Array() : readFileSync(frames);
process.stdout.on('error', () => process.exit(0));
const frame = (i) => {
  const at = (i * bytes) % all.length;
  // As noise does for a real camera: no frame comes twice.
  if (distinct) new DataView(all.buffer, all.byteOffset + at).setUint32(0, i);
  return all.subarray(at, at + bytes);
};
let i = 0;
const end = () => {
  if (cutBytes > 0) process.stdout.write(frame(i).subarray(0, cutBytes));
  // It says no more, and stays.
  if (exitCode === null) return void setInterval(() => undefined, 60_000);
  process.stderr.write(words);
  setTimeout(() => process.exit(exitCode), 50);
};
const next = () => {
  if (i >= count) {
    clearInterval(timer);
    end();
    return;
  }
  process.stdout.write(frame(i++));
};
// A camera that is triggered by a wire: a signal stands for it.
if (framesOnSignal) process.on('SIGUSR2', () => process.stdout.write(frame(i++)));
const timer = setInterval(framesOnSignal ? () => undefined : next, intervalMs);
