import { cpus } from 'node:os';
import { type RuntimeOptions, resolveRuntimeConfig } from '../../config/index.ts';

/** The date and this machine in words, to be shown with times that were measured on it. */
export function describeMachine(runtime: RuntimeOptions = {}): string {
  const { threads, workers, device } = resolveRuntimeConfig(runtime);
  const cores = cpus();
  const processor = cores[0]?.model.trim() ?? process.arch;
  const parts = [
    `${new Date().toISOString().slice(0, 10)} on ${processor}`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'} on ${cores.length} cores`,
    workers === 1 ? '' : `${workers} workers`,
    device === 'cpu' ? '' : `network on ${device}`,
    `Node.js ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
