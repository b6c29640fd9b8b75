import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SpawnedStation, spawnStation } from './spawnStation.ts';
import { createProduct, formOf, partPng } from './testStation.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

const MIB = 2 ** 20;
const side = 4000;

// bench/station/memory.mjs does the same at full size.
describe.skipIf(!existsSync('/proc/self/task'))(
  'memory of a station (skipped without /proc)',
  () => {
    let folder: string;
    let station: SpawnedStation;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-station-'));
      await writeFile(
        join(folder, 'station.json'),
        JSON.stringify({ memoryBytes: 64 * MIB, inspectThreads: 1 }),
      );
      station = await spawnStation(folder);
    });
    afterAll(async () => {
      await station.kill();
      await rm(folder, { recursive: true });
    });

    it('stays bounded while pictures are made, large images inspected and forms sent at once', async () => {
      const { ask } = station;
      const { id } = await createProduct(ask, 'tile');
      const background = { r: 90, g: 120, b: 100 };
      const large = await sharp({ create: { width: side, height: side, channels: 3, background } })
        .png()
        .toBuffer();
      const inspect = (images: readonly Uint8Array[]) =>
        ask(`inspect?product=${id}`, { method: 'POST', body: formOf(images) });
      const answer = (await (await inspect([large])).json()) as {
        inspections: { sha256: string; verdict: string }[];
      };
      const [{ sha256, verdict }] = answer.inspections;
      // Its map and regions have its own size.
      expect(verdict).toBe('anomalous');

      const idle = residentMib(station);
      let highest = idle;
      const sampling = setInterval(() => {
        highest = Math.max(highest, residentMib(station));
      }, 5);
      const good = await Promise.all(Array.from({ length: 30 }, (_, i) => partPng(i)));
      const answers = await Promise.all([
        ...Array.from({ length: 12 }, (_, i) => ask(`images/${sha256}?side=${200 + i}`)),
        ...Array.from({ length: 6 }, () => inspect([large])),
        inspect(good),
      ]);
      for (const response of answers) await response.arrayBuffer();
      clearInterval(sampling);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      // 18 times these pixels, in memory at once, are 824 MiB; one of them is 46 MiB.
      expect(highest - idle).toBeLessThan(400);
    });
  },
);

/** Resident memory of all processes of a station. */
function residentMib({ process: { pid } }: SpawnedStation): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [String(pid), ...children].reduce((sum, id) => {
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      // A process that has just ended uses nothing.
      return sum;
    }
  }, 0);
}
