// Shared by the scripts of this folder: a data folder with a fitted product, and a station on it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bin } from '../shared/checkout.mjs';

/**
 * Starts a station on a free port; `stop()` ends it.
 *
 * @param script the command line of another build, if that is to be measured.
 */
export async function startStation(folder, args = [], script = bin) {
  const child = spawn(
    process.execPath,
    [script, 'serve', '--data', folder, '--port', '0', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      const found = /station: (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error('the station ended')));
  });
  const api = `${url}/api/v1`;
  while (!(await fetch(`${api}/ready`)).ok) await delay(100);
  return {
    api,
    pid: child.pid,
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

/** Bytes of the images of a folder, at most `count`. */
export async function readImages(folder, count = Infinity) {
  const names = (await readdir(folder)).sort().slice(0, count);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** Creates a product from images and fits it. */
export async function fitProduct(api, name, images, config = {}) {
  const json = { 'content-type': 'application/json' };
  const product = await fetchJson(`${api}/products`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name, config }),
  });
  const form = new FormData();
  for (const [i, bytes] of images.entries()) form.append(`f${i}`, new Blob([bytes]), `${i}.png`);
  await fetchJson(`${api}/products/${product.id}/images`, { method: 'POST', body: form });
  const job = await startJob(api, product.id, 'fit');
  await jobEnded(api, job.id);
  return product.id;
}

export function startJob(api, product, work) {
  return fetchJson(`${api}/products/${product}/${work}`, { method: 'POST' });
}

/** @returns {Promise<any>} */
export async function fetchJson(url, options = {}) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

export async function jobEnded(api, id) {
  for (;;) {
    const job = await fetchJson(`${api}/jobs/${id}`);
    if (job.state === 'failed') throw new Error(job.error.message);
    if (job.finishedAt !== null) return job;
    await delay(200);
  }
}

/** Clients keep their connections. They share the machine with the station, so they are kept cheap. */
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Sends one image; resolves to `status`, `ms` and, after a refusal, `retryAfterS`. */
export function inspect(api, product, bytes, name = 'part.png') {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'image/png', 'content-length': bytes.length };
    const url = `${api}/inspect?product=${product}&name=${name}`;
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () =>
        resolve({
          status: response.statusCode,
          ms: performance.now() - start,
          retryAfterS: Number(response.headers['retry-after'] ?? 0),
        }),
      );
    })
      .once('error', reject)
      .end(bytes);
  });
}

/** Resident memory in MiB and open files of a process and its children. */
export function usageOf(pid) {
  const pids = [pid, ...childrenOf(pid)];
  let mib = 0;
  let files = 0;
  for (const id of pids) {
    try {
      mib += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024;
      files += fileCount(id);
    } catch {
      // A process that has just ended uses nothing.
    }
  }
  return { mib, files };
}

/** Ids of the child processes; none for a process that has ended. */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
  } catch {
    return [];
  }
}

function fileCount(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}
