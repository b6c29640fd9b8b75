import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import Fastify from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Station } from '../Station.ts';
import { answerErrors } from './answerError.ts';
import { authenticate, refuseForeignPages, requireScope } from './authenticate.ts';
import { closeWhenIdle, endSlowRequests, refuseGone } from './connections.ts';
import { withoutPaths } from '../answers/hidePaths.ts';
import { openApiOptions } from './openApiOptions.ts';
import { isTokenRequired } from './isLocal.ts';
import { addBinRoutes } from './routes/binRoutes.ts';
import { addAdminRoutes } from './routes/adminRoutes.ts';
import { addAlarmRoutes } from './routes/alarmRoutes.ts';
import { addConsole, addReportRoute } from './routes/consoleRoutes.ts';
import { addHealthRoutes } from './routes/healthRoutes.ts';
import { addHistoryRoutes } from './routes/historyRoutes.ts';
import { addInspectRoutes } from './routes/inspectRoutes.ts';
import { addJobRoutes } from './routes/jobRoutes.ts';
import { addModelRoutes } from './routes/modelRoutes.ts';
import { addProductRoutes } from './routes/productRoutes.ts';
import { addSampleRoutes } from './routes/sampleRoutes.ts';
import { addShiftRoutes } from './routes/shiftRoutes.ts';
import { addSinkRoutes } from './routes/sinkRoutes.ts';
import { addSourceRoutes } from './routes/sourceRoutes.ts';
import { addStorageRoutes } from './routes/storageRoutes.ts';
import { addTeachRoutes } from './routes/teachRoutes.ts';
import { addTestImageRoutes } from './routes/testImageRoutes.ts';
import { addTrainingImageRoutes } from './routes/trainingImageRoutes.ts';
import type { StationApp } from './StationApp.ts';
import { TokenTrials } from './TokenTrials.ts';

/** Where the lines of a log go. */
export interface LogStream {
  readonly write: (line: string) => void;
}

/** How the server is made. */
export interface ServerOptions {
  /** Lines of the log go here; by default nowhere. */
  readonly log?: LogStream;
}

/** Largest body that is no image. */
const MAX_JSON_BYTES = 2 ** 20;
/** Parts of a form that are no files; nothing is read from them. */
const MAX_FIELDS = 10;
const MAX_FIELD_BYTES = 2 ** 16;
/** Longest time that the head of a request may take, from the connection on. */
const HEADERS_TIMEOUT_MS = 20_000;
/** Longest time that a request may take to arrive, however fast it is: enough for 512 MiB at 150 kB/s. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Longest silence of a connection, also while an answer is awaited: a form of many images takes minutes. */
const SILENCE_TIMEOUT_MS = 900_000;

/** The station's HTTP server: the interface under /api/v1, and the console. */
export async function createServer(
  station: Station,
  { log }: ServerOptions = {},
): Promise<StationApp> {
  const hide = station.hidePaths;
  const app = Fastify({
    bodyLimit: MAX_JSON_BYTES,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 2000,
    },
    // Do not trust X-Forwarded-* headers, except from the proxies that are configured.
    trustProxy: station.config.trustProxy.length === 0 ? false : [...station.config.trustProxy],
    ...(log === undefined ? { logger: false } : { logger: { level: 'warn', stream: log } }),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerErrors(hide));
  app.setNotFoundHandler((request) => {
    throw new NominalError('NOT_FOUND', {
      what: `there is no ${request.method} ${request.url.split('?')[0].slice(0, 200)}`,
    });
  });
  refuseGone(app);
  endSlowRequests(app);
  closeWhenIdle(app);
  // Errors that are kept with a job, or belong to one image among many, pass through here, too.
  app.addHook('preSerialization', (_request, _reply, payload, done) => {
    done(null, withoutPaths(payload, hide));
  });
  await addPlugins(app, station);
  addGuards(app, station);
  addMeasures(app, station);
  await app.register(
    (api: StationApp, _options, done) => {
      addHealthRoutes(api, station);
      addProductRoutes(api, station);
      addSampleRoutes(api, station);
      addTrainingImageRoutes(api, station);
      addTeachRoutes(api, station);
      addModelRoutes(api, station);
      addInspectRoutes(api, station);
      addSourceRoutes(api, station);
      addSinkRoutes(api, station);
      addHistoryRoutes(api, station);
      addTestImageRoutes(api, station);
      addJobRoutes(api, station);
      addAlarmRoutes(api, station);
      addShiftRoutes(api, station);
      addAdminRoutes(api, station);
      addBinRoutes(api, station);
      addStorageRoutes(api, station);
      addReportRoute(api, station);
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
      done();
    },
    { prefix: '/api/v1' },
  );
  await addConsole(app);
  return app;
}

async function addPlugins(app: StationApp, { config }: Station): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // It binds a whole host name to TLS: that is up to the proxy that has the certificate.
    strictTransportSecurity: false,
  });
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, {
    max: config.requestsPerMinute,
    timeWindow: 60_000,
  });
  await app.register(fastifyMultipart, {
    limits: {
      fileSize: config.maxImageBytes,
      files: config.maxImagesPerRequest,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      parts: config.maxImagesPerRequest + MAX_FIELDS,
    },
    // A file that is too large has an error of its own.
    throwFileSizeLimit: false,
  });
  await app.register(fastifySwagger, openApiOptions);
}

function addGuards(app: StationApp, station: Station): void {
  const tokenRequired = isTokenRequired(station.config);
  app.decorateRequest('actor', 'unknown');
  app.decorateRequest('scope', null);
  app.decorateRequest('tokenId', null);
  const trials = new TokenTrials();
  app.addHook('onRequest', async (request) => {
    refuseForeignPages(request, tokenRequired);
    const { scope: needed } = request.routeOptions.config;
    // A route that is open to everyone needs neither a token nor the database.
    if (needed === undefined) return;
    // The clean-up at the start must not remove what a request has just brought.
    await station.untilStarted();
    const { actor, scope, tokenId } = await authenticate(
      request,
      station.store,
      trials,
      tokenRequired,
    );
    Object.assign(request, { actor, scope, tokenId });
    requireScope(scope, needed);
  });
}

function addMeasures(app: StationApp, { metrics }: Station): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const status = String(reply.statusCode);
    metrics.requests.observe({ route, method: request.method, status }, reply.elapsedTime / 1000);
    done();
  });
}
