import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { makeFolder, sha256OfFile } from '../../files/index.ts';
import type { JobOptions } from '../../progress.ts';
import { checkHash } from './checkHash.ts';
import { downloadFailed } from './downloadFailed.ts';

/** What is fetched and how it is recognized. */
export interface DownloadOptions extends JobOptions {
  /** All or the first digits of the SHA-256. */
  readonly sha256: string;
  /** Milliseconds without a byte after which a connection counts as broken. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/** How often a connection that broke is taken up again. */
const ATTEMPTS = 4;
const IDLE_TIMEOUT_MS = 60_000;
/** No published backbone comes near this. */
const MAX_BYTES = 16 * 2 ** 30;

/**
 * Fetches a file to `path`, through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name.
 * What has arrived waits in `path.part`; the next try, or the next run, asks for the rest, if the
 * server says that the file is still the same. Only a file that is whole and has the recorded hash
 * gets its name.
 *
 * @returns the SHA-256 of the file.
 * @throws NominalError DOWNLOAD_FAILED if the server or the network fails, BACKBONE_INVALID for a wrong
 *   hash (nothing of the file is kept then), OUTPUT_FAILED, or CANCELLED (what has arrived stays).
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
  // The dispatcher's own limits do not count while a proxy that hangs up is called again and again.
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
    throw new Error('the server has no such rest of the file');
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

/** Where what comes belongs: the whole file again, or the rest from where it was asked for. */
function resumePoint(response: Response, have: number): number {
  if (response.status !== 206) return 0;
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  if (Number(range?.[1]) !== have) throw new Error('the server sent another part than asked for');
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

/** How much is there of this very file; none where the server gave nothing to tell it by. */
async function partial(part: string, url: string): Promise<{ bytes: number; validator: string }> {
  try {
    const known = JSON.parse(await readFile(`${part}.json`, 'utf8')) as Record<string, unknown>;
    const { size } = await stat(part);
    if (known.url === url && typeof known.validator === 'string') {
      return { bytes: size, validator: known.validator };
    }
  } catch {
    // No part, or one that nothing is known of: from the beginning.
  }
  return { bytes: 0, validator: '' };
}

/** Notes by what the server tells the file from a later one; a weak tag does not do for parts. */
async function remember(part: string, url: string, { headers }: Response): Promise<void> {
  const tag = headers.get('etag');
  const validator = tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
  await writeFile(`${part}.json`, JSON.stringify({ url, validator }));
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}
