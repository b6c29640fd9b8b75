// A private PostgreSQL server, from Debian's package.
import { execFile } from 'node:child_process';
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL does not run as root; this is Debian's "nobody". */
const NOBODY = 65534;

/** Starts a server in a folder; it can be restarted as after a crash (`immediate`) or cleanly (`fast`). */
export async function startPostgres(folder) {
  const version = (await readdir(DEBIAN)).sort((a, b) => Number(b) - Number(a))[0];
  const bin = join(DEBIAN, version, 'bin');
  const home = join(folder, 'postgres');
  const data = join(home, 'data');
  await mkdir(home);
  const isRoot = process.getuid() === 0;
  if (isRoot) {
    await chown(home, NOBODY, NOBODY);
    await promisify(execFile)('chmod', ['o+x', folder]);
  }
  const run = (program, ...args) =>
    promisify(execFile)(join(bin, program), args, {
      cwd: home,
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
  const log = join(home, 'log');
  const options = `-k ${home} -c listen_addresses=`;
  const start = () => run('pg_ctl', '-D', data, '-l', log, '-o', options, '-w', 'start');
  const stop = (mode) => run('pg_ctl', '-D', data, '-m', mode, '-w', 'stop');
  await run('initdb', '-D', data, '-U', 'nominal', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  await start();
  return {
    url: `postgres:///postgres?host=${home}&user=nominal`,
    restart: async (mode) => {
      await stop(mode);
      await start();
    },
    stop: () => stop('immediate'),
  };
}
