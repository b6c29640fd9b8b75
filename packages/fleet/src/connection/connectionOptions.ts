import { readRegularFile } from 'nominal-vision/internal/files';
import {
  type Authenticator,
  credsAuthenticator,
  type NodeConnectionOptions,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { NominalError } from 'nominal-vision/internal/errors';
import type { NatsOptions } from 'nominal-vision/internal/config';

/** Wait between two attempts to connect again. */
const RECONNECT_WAIT_MS = 250;
/** A server that is silent for twice this long is taken for gone. */
const PING_INTERVAL_MS = 10_000;

/**
 * Options of the NATS client. It reconnects without limit: a node that restarts is no failure.
 *
 * @param name of the program, as the server lists it.
 * @throws NominalError `CONFIG_INVALID` or `INPUT_NOT_FOUND`.
 */
export async function connectionOptions(
  options: NatsOptions,
  name: string,
): Promise<NodeConnectionOptions> {
  const { servers, ca, cert, key, timeoutMs } = options;
  const urls = servers.map((server) => new URL(server));
  const authenticator = await authenticatorOf(options, urls);
  const encrypted = urls.some(({ protocol }) => protocol === 'tls:') || ca !== undefined;
  return {
    servers: urls.map(({ host }) => host),
    name,
    timeout: timeoutMs,
    pingInterval: PING_INTERVAL_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    ...(authenticator === null ? {} : { authenticator }),
    ...(encrypted
      ? {
          tls: {
            ...(ca === undefined ? {} : { ca: await readText(ca) }),
            ...(cert === undefined ? {} : { cert: await readText(cert) }),
            ...(key === undefined ? {} : { key: await readText(key) }),
          },
        }
      : {}),
  };
}

async function authenticatorOf(
  { creds, nkey }: NatsOptions,
  urls: readonly URL[],
): Promise<Authenticator | null> {
  const { username, password } = urls.find(({ username: given }) => given !== '') ?? urls[0];
  const given = [creds, nkey, username === '' ? undefined : username].filter(
    (way) => way !== undefined,
  );
  if (given.length > 1) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'more than one way to log in to NATS is named',
      expected: 'a file of credentials, or an NKey, or a name in the address',
      remedy: 'Name one',
    });
  }
  const bytes = async (path: string) => new TextEncoder().encode((await readText(path)).trim());
  if (creds !== undefined) return credsAuthenticator(await bytes(creds));
  if (nkey !== undefined) return nkeyAuthenticator(await bytes(nkey));
  if (username === '') return null;
  return password === ''
    ? tokenAuthenticator(decodeURIComponent(username))
    : usernamePasswordAuthenticator(decodeURIComponent(username), decodeURIComponent(password));
}

async function readText(path: string): Promise<string> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path}, which the connection to NATS needs, cannot be read`,
      remedy: 'Check the path',
      cause,
    });
  }
}
