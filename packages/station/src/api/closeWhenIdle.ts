import type { StationApp } from './StationApp.ts';

const LOOK_MS = 200;

/**
 * Closes connections as soon as they are idle once the server is closing. It does so itself with those
 * that are idle at that time; one that had a request under way would be kept open for the next, and the
 * server with it, for more than a minute.
 */
export function closeWhenIdle(app: StationApp): void {
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => app.server.closeIdleConnections(), LOOK_MS);
    app.server.once('close', () => clearInterval(timer));
    timer.unref();
    done();
  });
}
