// Builds dist/ with `npm run compile`, unless the last build was of the same sources: a hash of them is
// kept in dist/. Run by `npm run build`, by `npm ci`, and before every run of the tests, so that threads,
// programs and pages, which run from dist/, are never older than the tests that start them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

const stamp = 'dist/sources.sha256';
/** Holds the process id of the build under way: two at once would remove each other's output. */
const lock = '.build.lock';

takeLock();
process.once('exit', () => rmSync(lock, { force: true }));
const hash = sourcesHash();

if (lastBuilt() === hash) {
  console.log('build: current');
} else {
  removeBuilt();
  const { status } = spawnSync('npm', ['run', '--silent', 'compile'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) {
    writeFileSync(stamp, hash);
    console.log('build: done');
  } else {
    console.error('build: failed, see above; "npm run build" tries again');
    process.exitCode = 1;
  }
}

/** Waits until no other build of this checkout is under way. */
function takeLock() {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (isBuilding()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    // Left by a build that was killed.
    else rmSync(lock, { force: true });
  }
}

function isBuilding() {
  try {
    // A lock that was just made has no content yet.
    const pid = Number(readFileSync(lock, 'utf8')) || process.pid;
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Hash of everything that a build reads, by content. */
function sourcesHash() {
  const hash = createHash('sha256');
  const paths = globSync(
    ['src/**', 'packages/**', 'types/**', 'scripts/{build,bundle,copy}*', '*.json'],
    {
      ignore: [
        '**/node_modules/**',
        '**/dist/**',
        'src/core/kernels/generated/**',
        '**/*.test.ts',
        '**/*.md',
      ],
    },
  );
  for (const path of paths.sort()) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function lastBuilt() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return null;
  }
}

/** Also what was built of sources that are gone. */
function removeBuilt() {
  const options = { onlyDirectories: true, expandDirectories: false };
  for (const folder of globSync(['dist', 'packages/*/dist'], options))
    rmSync(folder, { recursive: true });
}
