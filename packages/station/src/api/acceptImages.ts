import type { FastifyRequest } from 'fastify';
import type { Arrival } from '../inspect/AdmissionGate.ts';
import type { Station } from '../Station.ts';
import type { StationApp } from './StationApp.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request holds while its images arrive and wait. */
    arrival: Arrival | null;
  }
}

/** Media types in which images come. */
export const imageTypes = ['multipart/form-data', 'application/json', 'application/octet-stream'];

/**
 * Adds routes that take bodies of images: raw ones of any image type, multipart forms, and JSON. A
 * request is let in before its body is read, and only while there is room; its body is left to the
 * route, which reads it piece by piece.
 */
export function acceptImages(
  app: StationApp,
  station: Station,
  addRoutes: (scope: StationApp) => void,
): void {
  void app.register((scope: StationApp, _options, done) => {
    leaveBodies(scope);
    admit(scope, station);
    addRoutes(scope);
    done();
  });
}

/** Leaves bodies to the routes. */
function leaveBodies(app: StationApp): void {
  app.removeContentTypeParser('application/json');
  for (const type of [/^image\//, 'application/octet-stream', 'application/json']) {
    app.addContentTypeParser(type, (_request, body, done) => done(null, body));
  }
}

function admit(app: StationApp, station: Station): void {
  app.decorateRequest('arrival', null);
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      request.arrival = station.gate.arrive();
    } catch (error) {
      station.metrics.refusals.inc({ reason: 'queue' });
      throw error;
    }
    done();
  });
  const leave = (request: FastifyRequest) => request.arrival?.leave();
  app.addHook('onResponse', (request, _reply, done) => {
    leave(request);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    leave(request);
    done();
  });
}
