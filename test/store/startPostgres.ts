import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

/** Debian's folder of PostgreSQL, with a folder for each version. */
const DEBIAN = '/usr/lib/postgresql';
/** Debian's user "nobody": PostgreSQL refuses to run as root. */
const NOBODY = 65534;
const PASSWORD = 'a secret of the tests';

/** A test's PostgreSQL server, with its own folder and socket. */
export interface TestPostgres {
  /** Path of its socket. */
  readonly socket: string;
  /** Address of a database, which is created if it does not exist. */
  readonly database: (name: string) => Promise<string>;
  /** Stops it as a crash does, or cleanly, which cuts connections, and starts it again. */
  readonly restart: (how: 'crash' | 'stop') => Promise<void>;
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  readonly password: string;
  /** Stops it and removes its folder. */
  readonly end: () => Promise<void>;
}

/** Folder of the newest PostgreSQL installed; null if there is none. */
export async function postgresFolder(): Promise<string | null> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a)).at(0);
  return newest === undefined ? null : join(DEBIAN, newest, 'bin');
}

/** Starts a server. @param bin the folder that {@link postgresFolder} returns. */
export async function startPostgres(bin: string): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const env = { ...process.env, PGPASSWORD: PASSWORD };
  await promisify(execFile)(
    'sh',
    [
      '-c',
      `printf %s "$PGPASSWORD" > "${folder}/password" && exec "${bin}/initdb" -D "${data}" -U nominal -A scram-sha-256 --pwfile="${folder}/password" -E UTF8 --locale=C.UTF-8 --no-sync`,
    ],
    { ...user, env, cwd: folder },
  );
  const addressOf = (database: string) =>
    `postgres:///${database}?host=${folder}&port=5432&user=nominal&password=${encodeURIComponent(PASSWORD)}`;
  // The machine stays up, so data that the server has passed to it is not lost with the server.
  const args = [
    '-D',
    data,
    '-k',
    folder,
    '-p',
    '5432',
    '-c',
    'listen_addresses=',
    '-c',
    'fsync=off',
    // A crash loses everything that no commit has written.
    '-c',
    'wal_writer_delay=10s',
  ];
  let server: ChildProcess;
  const up = async () => {
    server = spawn(join(bin, 'postgres'), args, { ...user, stdio: 'ignore', cwd: folder });
    while (!(await answers(addressOf('postgres')))) await delay(50);
  };
  const endBy = async (signal: 'SIGINT' | 'SIGQUIT') => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  await up();
  return {
    socket: join(folder, '.s.PGSQL.5432'),
    password: PASSWORD,
    database: async (name) => {
      await askOnce(addressOf('postgres'), `CREATE DATABASE "${name}"`).catch(() => undefined);
      return addressOf(name);
    },
    restart: async (how) => {
      await endBy(how === 'crash' ? 'SIGQUIT' : 'SIGINT');
      await up();
    },
    down: () => endBy('SIGQUIT'),
    up,
    end: async () => {
      await endBy('SIGQUIT');
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(address: string): Promise<boolean> {
  return askOnce(address, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

async function askOnce(address: string, text: string): Promise<void> {
  const client = new pg.Client(address);
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end().catch(() => undefined);
  }
}
