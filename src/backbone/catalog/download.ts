import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { makeFolder, sha256OfFile } from '../../files/index.ts';
import type { JobOptions } from '../../progress.ts';
import { checkHash } from './checkHash.ts';
import { downloadFailed } from './downloadFailed.ts';

/** How a file is fetched and recognized. */
export interface DownloadOptions extends JobOptions {
  /** All digits of the SHA-256, or the first ones. */
  readonly sha256: string;
  /** Milliseconds without a byte after which a connection counts as broken. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/** Number of attempts when a connection breaks. */
const ATTEMPTS = 4;
const IDLE_TIMEOUT_MS = 60_000;
/** Far above the size of any published backbone. */
const MAX_BYTES = 16 * 2 ** 30;

/**
 * Fetches a file to `path`, through the proxy in `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. Received
 * bytes are kept in `path.part`; the next attempt, or the next run, requests the rest if the file on
 * the server is unchanged. Only a complete file with the recorded hash gets its final name.
 *
 * @returns the SHA-256 of the file.
 * @throws NominalError DOWNLOAD_FAILED if the server or the network fails, BACKBONE_INVALID for a wrong
 *   hash (then nothing of the file is kept), OUTPUT_FAILED, or CANCELLED (received bytes are kept).
 */
export async function download(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<string> {
  const part = `${path}.part`;
  const { idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  const dispatcher = new EnvHttpProxyAgent({
    bodyTimeout: idleTimeoutMs,
    headersTimeout: idleTimeoutMs,
  });
  try {
    await makeFolder(dirname(path));
    for (let attempt = 1; ; attempt++) {
      try {
        await fetchRest(url, part, options, dispatcher);
        break;
      } catch (error) {
        throwIfCancelled(options.signal);
        if (error instanceof NominalError || attempt === ATTEMPTS) throw error;
      }
    }
    const received = await sha256OfFile(part, options.signal);
    try {
      checkHash(path, received, options.sha256);
    } catch (error) {
      await discard(part);
      throw error;
    }
    await rename(part, path);
    await rm(`${part}.json`, { force: true });
    return received;
  } catch (cause) {
    throw cause instanceof NominalError ? cause : downloadFailed(url, path, cause);
  } finally {
    await dispatcher.destroy();
  }
}

async function fetchRest(
  url: string,
  part: string,
  { signal, onProgress, idleTimeoutMs = IDLE_TIMEOUT_MS }: DownloadOptions,
  dispatcher: EnvHttpProxyAgent,
): Promise<void> {
  throwIfCancelled(signal);
  const { bytes: have, validator } = await partial(part, url);
  const headers = have > 0 ? { range: `bytes=${have}-`, 'if-range': validator } : {};
  const unanswered = new AbortController();
  // The dispatcher's own limits do not apply while it keeps reconnecting to a proxy that hangs up.
  const timer = setTimeout(() => unanswered.abort(new Error('no answer in time')), idleTimeoutMs);
  const response = await fetch(url, {
    dispatcher,
    headers: { ...headers, 'accept-encoding': 'identity' },
    signal: AbortSignal.any(
      signal === undefined ? [unanswered.signal] : [signal, unanswered.signal],
    ),
  }).finally(() => clearTimeout(timer));
  if (response.status === 416) {
    await discard(part);
    throw new Error('the server does not have the requested rest of the file');
  }
  if (response.status >= 500) throw new Error(`HTTP status ${response.status}`);
  if (!response.ok || response.body === null)
    throw downloadFailed(url, part, undefined, response.status);
  const start = resumePoint(response, have);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = start + length;
  if (total > MAX_BYTES) throw downloadFailed(url, part, new Error(`${total} bytes are too many`));
  await remember(part, url, response);
  const file = await open(part, start === 0 ? 'w' : 'r+');
  try {
    await append(file, start, response.body, (doneBytes) => {
      throwIfCancelled(signal);
      if (doneBytes > MAX_BYTES) throw downloadFailed(url, part, new Error('too many bytes'));
      onProgress?.({
        phase: 'download',
        doneBytes,
        totalBytes: Number.isNaN(total) ? doneBytes : total,
      });
    });
    await file.sync();
    const { size } = await file.stat();
    if (!Number.isNaN(total) && size !== total)
      throw new Error(`${size} of ${total} bytes arrived`);
  } finally {
    await file.close();
  }
}

/** Offset of the response in the file: 0 for the whole file, or the requested start of the rest. */
function resumePoint(response: Response, have: number): number {
  if (response.status !== 206) return 0;
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  if (Number(range?.[1]) !== have)
    throw new Error('the server sent another part than the requested one');
  return have;
}

async function append(
  file: FileHandle,
  start: number,
  body: AsyncIterable<Uint8Array>,
  onBytes: (done: number) => void,
): Promise<void> {
  let at = start;
  for await (const chunk of body) {
    for (let sent = 0; sent < chunk.length;) {
      sent += (await file.write(chunk, sent, chunk.length - sent, at + sent)).bytesWritten;
    }
    at += chunk.length;
    onBytes(at);
  }
}

/** How many bytes of this version of the file are there; 0 if the server gave no validator. */
async function partial(part: string, url: string): Promise<{ bytes: number; validator: string }> {
  try {
    const known = JSON.parse(await readFile(`${part}.json`, 'utf8')) as Record<string, unknown>;
    const { size } = await stat(part);
    if (known.url === url && typeof known.validator === 'string') {
      return { bytes: size, validator: known.validator };
    }
  } catch {
    // No part, or a part without a validator: start from the beginning.
  }
  return { bytes: 0, validator: '' };
}

/** Stores the validator that distinguishes this version of the file; a weak tag is not valid for ranges. */
async function remember(part: string, url: string, { headers }: Response): Promise<void> {
  const tag = headers.get('etag');
  const validator = tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
  await writeFile(`${part}.json`, JSON.stringify({ url, validator }));
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}
