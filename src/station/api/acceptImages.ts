import type { FastifyRequest } from 'fastify';
import type { Station } from '../Station.ts';
import type { StationApp } from './StationApp.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Gives back the place that the request took in the queue. */
    leave: (() => void) | null;
  }
}

/** Base64 is a third longer than what it holds. */
const BASE64_GROWTH = 1.4;

/** Media types in which images come. */
export const imageTypes = ['multipart/form-data', 'application/json', 'application/octet-stream'];

/**
 * Adds routes that take bodies of images: raw ones of any image type, multipart forms, and JSON. A
 * request is let in before its body is read, and only while there is room for it.
 */
export function acceptImages(
  app: StationApp,
  station: Station,
  addRoutes: (scope: StationApp) => void,
): void {
  void app.register((scope: StationApp, _options, done) => {
    addParsers(scope, station);
    admit(scope, station);
    addRoutes(scope);
    done();
  });
}

function addParsers(app: StationApp, { config }: Station): void {
  const bodyLimit = config.maxImageBytes;
  for (const type of [/^image\//, 'application/octet-stream']) {
    app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
  }
}

function admit(app: StationApp, station: Station): void {
  const { maxImageBytes, maxQueuedBytes } = station.config;
  app.decorateRequest('leave', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const stated = Number(request.headers['content-length']);
    const bytes = Number.isFinite(stated) ? stated : maxImageBytes;
    try {
      request.leave = station.gate.enter(1, Math.min(bytes, maxQueuedBytes));
    } catch (error) {
      station.metrics.refusals.inc({ reason: 'queue' });
      throw error;
    }
    done();
  });
  const leave = (request: FastifyRequest) => {
    request.leave?.();
    request.leave = null;
  };
  app.addHook('onResponse', (request, _reply, done) => {
    leave(request);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    leave(request);
    done();
  });
}

/** Most bytes of a JSON body with images. */
export function jsonBodyLimit({ maxImageBytes, maxQueuedBytes }: Station['config']): number {
  return Math.min(maxQueuedBytes, Math.ceil(maxImageBytes * BASE64_GROWTH));
}
