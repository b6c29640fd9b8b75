import type { Command } from 'commander';
import type { FleetStatus, StreamFill } from '../../operations/fleetStatus.ts';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { formatTable } from 'nominal-vision/internal/cli';
import { addNatsOptions, type NatsFlags } from 'nominal-vision/internal/cli';
import { withFleet } from '../withFleet.ts';
import { inLine } from 'nominal-vision/internal/cli';
import { formatCount } from 'nominal-vision/internal/cli';

const MIB = 2 ** 20;

/** `nominal fleet status`: who works, and what waits. */
export function addStatusCommand(fleet: Command, { terminal }: CommandContext): void {
  const command = fleet
    .command('status')
    .description('Show workers, queues, lag and rates of a fleet');
  addNatsOptions(command)
    .option('--json', 'print one JSON object')
    .action(async (flags: NatsFlags & { readonly json?: boolean }) => {
      const { fleetStatus } = await import('../../operations/fleetStatus.ts');
      const status = await withFleet(flags, 'nominal fleet status', fleetStatus);
      terminal.out(flags.json === true ? `${JSON.stringify(status)}\n` : textOf(status));
    });
}

function textOf(status: FleetStatus): string {
  const { fleet, protocol, products, workers, queued, lagSeconds } = status;
  const lag = lagSeconds === null ? 'nothing waits' : `oldest request ${lagSeconds.toFixed(1)} s`;
  const streams = formatTable(
    ['stream', 'messages', 'MiB', 'of MiB', 'servers'],
    [
      streamRow('requests', status.requests),
      streamRow('results', status.results),
      streamRow('dead letters', status.deadLetters),
    ],
  );
  const parts = [
    `Fleet ${inLine(fleet)}, protocol ${protocol}: ${formatCount(products, 'product')}, ${formatCount(workers.length, 'worker')}, ${status.perSecond.toFixed(1)} images a second, ${lag}.\n`,
    streams,
  ];
  if (workers.length > 0) parts.push(workerTable(status));
  if (queued.length > 0) {
    const rows = queued.map(({ product, priority, requests }) => [
      product,
      priority,
      String(requests),
    ]);
    parts.push(formatTable(['product', 'priority', 'requests'], rows));
  }
  return parts.join('\n');
}

function streamRow(name: string, { messages, bytes, maxBytes, replicas }: StreamFill): string[] {
  const mib = (value: number) => (value / MIB).toFixed(1);
  return [name, String(messages), mib(bytes), mib(maxBytes), String(replicas)];
}

function workerTable({ workers }: FleetStatus): string {
  return formatTable(
    ['worker', 'state', 'in hand', 'of', 'done', 'failed', 'a second', 'ms', 'models'],
    workers.map(({ worker, state, inHand, capacity, done, failed, perSecond, meanMs, warm }) => [
      worker,
      state,
      ...[inHand, capacity, done, failed].map(String),
      perSecond.toFixed(1),
      meanMs === null ? '-' : meanMs.toFixed(0),
      warm.join(' '),
    ]),
  );
}
