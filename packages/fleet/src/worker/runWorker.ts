import type { Fleet } from '../connection/Fleet.ts';
import { FitWorker } from '../fits/FitWorker.ts';
import type { FitTask } from '../protocol/fitTask.ts';
import { Worker, type WorkerJob, workerName } from './Worker.ts';
import type { WorkerConfig } from './workerConfig.ts';

/**
 * Works for a fleet until the signal is aborted or the fleet asks this worker to leave: inspects, and
 * works on shards of fits if the configuration says so.
 *
 * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, `FLEET_DENIED`, or `FLEET_UNREACHABLE`.
 */
export async function runWorker(fleet: Fleet, given: WorkerConfig, job: WorkerJob): Promise<void> {
  const config = { ...given, name: given.name ?? workerName() };
  if (!config.fits) return Worker.run(fleet, config, job);
  const { name: worker, threads, maxMegapixels, lenientJpeg, backbones } = config;
  const runtime = { threads, maxMegapixels, lenientJpeg };
  // Whichever ends takes the other along.
  const ended = new AbortController();
  const signal = AbortSignal.any([job.signal, ended.signal]);
  const end = () => ended.abort();
  const onShard = ({ fit, kind, shard }: FitTask) =>
    job.onEvent?.({ event: 'shard', fit, kind, shard });
  const inspecting = Worker.run(fleet, config, { ...job, signal }).finally(end);
  const fitting = FitWorker.run(fleet, { worker, runtime, backbones }, { signal, onShard }).finally(
    end,
  );
  await Promise.allSettled([inspecting, fitting]);
  await inspecting;
  await fitting;
}
