import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { OPCUACertificateManager, OPCUAServer, OPCUAServerOptions } from 'node-opcua';
import { NominalError } from 'nominal-vision/internal/errors';
import { version } from 'nominal-vision/internal/version';
import type { PartCycle } from '../PartCycle.ts';
import { keepNewest } from './keepNewest.ts';
import { loadOpcUa, type OpcUa } from './loadOpcUa.ts';
import { VisionSystem, type VisionSystemNames } from './VisionSystem.ts';

/** Where clients connect to, and who may. */
export interface OpcUaOptions {
  readonly host: string;
  readonly port: number;
  /** Null lets everybody on this machine in, without encryption. */
  readonly user: { readonly name: string; readonly password: string } | null;
  /** Folder of the own certificate, and of those that are trusted and rejected. */
  readonly pki: string;
}

/** Time between two heartbeats. */
const BEAT_MS = 500;
const MAX_CLIENTS = 16;
/** Certificates of refused clients that are kept, for somebody to trust. */
const MAX_REJECTED = 100;

/** Of the name in a certificate, for a message. */
const MAX_NAME = 200;

/** An OPC UA server for one camera. */
export class OpcUaServer {
  readonly #server: OPCUAServer;
  readonly #stores: CertificateStores;
  readonly #system: VisionSystem;
  readonly #beat: NodeJS.Timeout;

  private constructor(server: OPCUAServer, stores: CertificateStores, system: VisionSystem) {
    this.#server = server;
    this.#stores = stores;
    this.#system = system;
    this.#beat = setInterval(() => system.beat(), BEAT_MS);
  }

  /**
   * Listens for clients.
   *
   * @param failed is told of each client that is refused.
   * @throws NominalError `PACKAGE_MISSING`, or `ADDRESS_IN_USE`.
   */
  static async open(
    options: OpcUaOptions,
    names: VisionSystemNames,
    cycle: PartCycle,
    failed: (error: unknown) => void,
  ): Promise<OpcUaServer> {
    const library = await loadOpcUa();
    await mkdir(options.pki, { recursive: true, mode: 0o700 });
    const stores = openStores(library, options.pki, failed);
    const server = new library.OPCUAServer(serverOptions(library, options, stores, failed));
    try {
      await server.initialize();
      const { addressSpace } = server.engine;
      if (addressSpace === null) throw new RangeError('an OPC UA server has an address space');
      const system = new VisionSystem(library, addressSpace, names, cycle, failed);
      await server.start();
      return new OpcUaServer(server, stores, system);
    } catch (cause) {
      await server.shutdown().catch(() => undefined);
      await disposeStores(stores);
      if (!isTaken(cause)) throw cause;
      const { host, port } = options;
      throw new NominalError('ADDRESS_IN_USE', {
        reason: 'portTaken',
        what: `the station cannot listen for OPC UA clients at ${host}, port ${port}`,
        received: cause.message,
        remedy: 'Stop the program that listens there, or choose another port',
        cause,
        details: { host, port, received: cause.message },
      });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    this.#system.halt();
    await this.#server.shutdown();
    await disposeStores(this.#stores);
  }
}

/** Certificates that are trusted: of clients, and of users, of which there are none. */
interface CertificateStores {
  readonly clients: OPCUACertificateManager;
  readonly users: OPCUACertificateManager;
}

/** A client that is trusted must still give a name and a password: it is no user by its certificate. */
function openStores(
  { OPCUACertificateManager }: OpcUa,
  rootFolder: string,
  failed: (error: unknown) => void,
): CertificateStores {
  const disableFileWatchers = true;
  const clients = new OPCUACertificateManager({ rootFolder, disableFileWatchers });
  const users = new OPCUACertificateManager({
    rootFolder: join(rootFolder, 'users'),
    disableFileWatchers,
  });
  const check = clients.checkCertificate.bind(clients);
  // The server itself does not tell of certificates that it refuses.
  const checkNow = async (chain: Buffer | Buffer[]) => {
    // A file that is moved at once may never be seen by a watcher: the folders are read each time.
    await clients.reloadCertificates();
    const status = await check(chain);
    if (status.isGood()) return status;
    failed(untrusted(chain, rootFolder, status.name));
    // Each client that is refused leaves a file, which costs it nothing.
    await keepNewest(join(rootFolder, 'rejected'), MAX_REJECTED).catch(failed);
    return status;
  };
  // One at a time: while the folders are read, no certificate is known.
  let last: Promise<unknown> = Promise.resolve();
  Object.assign(clients, {
    checkCertificate: (chain: Buffer | Buffer[]) => {
      const next = last.then(() => checkNow(chain));
      last = next.catch(() => undefined);
      return next;
    },
  });
  return { clients, users };
}

async function disposeStores({ clients, users }: CertificateStores): Promise<void> {
  await clients.dispose();
  await users.dispose();
}

/** Places are told from the data folder on, which stays hidden where they are shown. */
function untrusted(chain: Buffer | Buffer[], pki: string, status: string): NominalError {
  const [from, to] = [['rejected'], ['trusted', 'certs']].map((path) =>
    join(basename(pki), ...path),
  );
  return new NominalError('CLIENT_REFUSED', {
    reason: 'certificateRefused',
    what: 'the certificate of an OPC UA client is refused',
    received: `${status}, ${nameOf(Array.isArray(chain) ? chain[0] : chain)}`,
    remedy: `If you know it, move its file from ${from} to ${to}, in the data folder`,
    details: { from, to },
  });
}

/** What a certificate is found by; a stranger has written it. */
function nameOf(certificate: Buffer): string {
  try {
    const { subject, fingerprint } = new X509Certificate(certificate);
    const name = subject.replaceAll('\n', ', ').slice(0, MAX_NAME);
    return `${name}, thumbprint ${fingerprint.replaceAll(':', '').toLowerCase()}`;
  } catch {
    return 'a certificate that cannot be read';
  }
}

function serverOptions(
  { MessageSecurityMode, RegisterServerMethod, SecurityPolicy, ...library }: OpcUa,
  { host, port, user }: OpcUaOptions,
  stores: CertificateStores,
  failed: (error: unknown) => void,
): OPCUAServerOptions {
  const { Basic256Sha256, Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss, None } = SecurityPolicy;
  const isAnywhere = host === '0.0.0.0' || host === '::';
  return {
    host,
    port,
    hostname: isAnywhere ? hostname() : host,
    maxConnectionsPerEndpoint: MAX_CLIENTS,
    serverCapabilities: { maxSessions: MAX_CLIENTS },
    nodeset_filename: [library.nodesets.standard, library.nodesets.machineVision],
    serverCertificateManager: stores.clients,
    userCertificateManager: stores.users,
    // Nothing is announced in the network.
    registerServerMethod: RegisterServerMethod.HIDDEN,
    serverInfo: {
      applicationUri: library.makeApplicationUrn(hostname(), 'nominal-vision'),
      productUri: 'urn:nominal-vision',
      applicationName: { text: 'nominal-vision' },
    },
    buildInfo: { productName: 'nominal-vision', softwareVersion: version },
    ...(user === null
      ? { securityPolicies: [None], securityModes: [MessageSecurityMode.None] }
      : {
          securityPolicies: [Basic256Sha256, Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss],
          securityModes: [MessageSecurityMode.SignAndEncrypt],
        }),
    allowAnonymous: user === null,
    userManager: {
      isValidUser: (name: string, password: string) => {
        if (user !== null && isSame(name, user.name) && isSame(password, user.password))
          return true;
        failed(
          new NominalError('CLIENT_REFUSED', {
            reason: 'clientPasswordWrong',
            what: 'an OPC UA client has a wrong name or password',
            remedy: 'Give it those of the trigger in the configuration',
          }),
        );
        return false;
      },
    },
  };
}

/** Compares in a time that says nothing of what is right. */
function isSame(given: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}

function isTaken(cause: unknown): cause is Error {
  const codes: readonly unknown[] = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'];
  return cause instanceof Error && 'code' in cause && codes.includes(cause.code);
}
