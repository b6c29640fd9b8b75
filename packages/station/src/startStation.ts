import { resolve } from 'node:path';
import { createServer, type LogStream } from './api/createServer.ts';
import type { StationApp } from './api/StationApp.ts';
import { isTokenRequired } from './api/isLocal.ts';
import type { StationConfig } from './config/index.ts';
import { NominalError } from 'nominal-vision/internal/errors';
import { Station } from './Station.ts';

/** A station that listens. */
export interface RunningStation {
  readonly station: Station;
  /** Address of the console and the interface. */
  readonly url: string;
  /**
   * A first token of scope admin, created if one is required and there is none; shown only this once.
   */
  readonly firstToken: string | null;
  /** Ends requests and inspections under way, then the station. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a station in a data folder.
 *
 * @param log lines of the log go here.
 * @throws NominalError `ADDRESS_IN_USE`, `STORE_IN_USE`, `STORE_FAILED`, `STORE_TOO_NEW`, or of a source's folder.
 */
export async function startStation(
  folder: string,
  config: StationConfig,
  log?: LogStream,
): Promise<RunningStation> {
  // The data folder is this process's own from here on, the address is next, and only then is anything
  // changed: a start that fails leaves everything to the station that runs.
  const station = await Station.open(resolve(folder), config);
  let app: StationApp | undefined;
  try {
    app = await createServer(station, log === undefined ? {} : { log });
    const server = app;
    const url = await server
      .listen({ host: config.host, port: config.port })
      .catch((cause: unknown) => {
        throw addressInUse(config, cause);
      });
    await station.start(server.log);
    const firstToken = isTokenRequired(config) ? await createFirstToken(station) : null;
    const stop = async () => {
      for (const stream of station.streams) stream.end();
      await server.close();
      await station.close();
    };
    return { station, url, firstToken, stop };
  } catch (error) {
    await app?.close();
    await station.close();
    throw error;
  }
}

/** @returns null if there is a token already. */
async function createFirstToken({ store }: Station): Promise<string | null> {
  if ((await store.tokens.list()).length > 0) return null;
  return (await store.tokens.create('first', 'admin')).secret;
}

function addressInUse({ host, port }: StationConfig, cause: unknown): NominalError {
  return new NominalError('ADDRESS_IN_USE', {
    what: `the station cannot listen at ${host}, port ${port}`,
    received: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Stop the program that listens there, or choose another --port',
    cause,
  });
}
