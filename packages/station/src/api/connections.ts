import type { IncomingMessage } from 'node:http';
import { NominalError } from 'nominal-vision/internal/errors';
import type { StationApp } from './StationApp.ts';

/**
 * Least rate at which a request must arrive. A camera on the slowest link that still serves, some
 * 3 kB/s of a poor GPRS connection, is three times as fast; and as what arrives is kept on the disk
 * and takes no place in the queue, a slow one harms nobody.
 */
const LEAST_BYTES_PER_S = 1024;
/** Window over which the rate is measured: a link may be down for most of it. */
const WINDOW_MS = 20_000;
const LOOK_MS = 2000;
/** Time between two looks for idle connections while the server is closing. */
const CLOSING_LOOK_MS = 200;

/** How long a request may take to arrive. */
export interface ArrivalLimits {
  readonly leastBytesPerS: number;
  readonly windowMs: number;
  readonly lookMs: number;
}

/** What is known of a request that arrives. */
export interface Watched {
  readonly raw: Pick<IncomingMessage, 'complete' | 'readableLength'> & {
    readonly socket: Pick<IncomingMessage['socket'], 'bytesRead'>;
  };
  /** Bytes that the connection had brought when the window began. */
  bytesRead: number;
  since: number;
}

/** Ends the connections of requests that arrive too slowly, with status 408. */
export function endSlowRequests(
  app: StationApp,
  limits: ArrivalLimits = {
    leastBytesPerS: LEAST_BYTES_PER_S,
    windowMs: WINDOW_MS,
    lookMs: LOOK_MS,
  },
): void {
  const arriving = new Map<IncomingMessage, Watched>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (!raw.complete) {
      const watched = { raw, bytesRead: raw.socket.bytesRead, since: performance.now() };
      arriving.set(raw, watched);
      raw.once('close', () => arriving.delete(raw));
    }
    done();
  });
  const timer = setInterval(() => {
    for (const [raw, watched] of arriving) {
      if (!isTooSlow(watched, performance.now(), limits)) continue;
      arriving.delete(raw);
      end(raw);
    }
  }, limits.lookMs);
  timer.unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
}

/**
 * Whether less than the least rate has come in the window that ends now. Where it was enough, another
 * window begins.
 */
export function isTooSlow(
  watched: Watched,
  now: number,
  { leastBytesPerS, windowMs }: Pick<ArrivalLimits, 'leastBytesPerS' | 'windowMs'>,
): boolean {
  const { raw, bytesRead, since } = watched;
  if (raw.complete) return false;
  // Unread bytes wait for the station, not for the sender.
  const waitsForUs = raw.readableLength > 0;
  if (!waitsForUs && now - since < windowMs) return false;
  const rate = ((raw.socket.bytesRead - bytesRead) * 1000) / (now - since);
  if (!waitsForUs && rate < leastBytesPerS) return true;
  watched.bytesRead = raw.socket.bytesRead;
  watched.since = now;
  return false;
}

function end({ socket }: IncomingMessage): void {
  socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.destroySoon();
}

/**
 * Closes connections as soon as they are idle once the server is closing. It does so itself with those
 * that are idle at that time; one that had a request under way would be kept open for the next, and the
 * server with it, for more than a minute.
 */
export function closeWhenIdle(app: StationApp): void {
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => app.server.closeIdleConnections(), CLOSING_LOOK_MS);
    app.server.once('close', () => clearInterval(timer));
    timer.unref();
    done();
  });
}

/**
 * Ends requests of clients that are gone before they are looked at. The rate limit counts requests by
 * address, and a closed connection has none unless it was read in time.
 */
export function refuseGone(app: StationApp): void {
  app.server.on('connection', (socket) => void socket.remoteAddress);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.socket.remoteAddress !== undefined) done();
    else done(new NominalError('REQUEST_INVALID', { what: 'the client has gone' }));
  });
}
