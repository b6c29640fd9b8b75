import { NominalError } from 'nominal-vision/internal/errors';
import type { StationApp } from './StationApp.ts';

/**
 * Ends requests of clients that are gone before they are looked at. Whoever counts requests by address
 * needs one, and a connection that was closed has none unless it was asked for in time.
 */
export function refuseGone(app: StationApp): void {
  app.server.on('connection', (socket) => void socket.remoteAddress);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.socket.remoteAddress !== undefined) done();
    else done(new NominalError('REQUEST_INVALID', { what: 'the client has gone' }));
  });
}
