import type { Command } from 'commander';
import { parseConfig } from 'nominal-vision/internal/config';
import { type ScalePlan, scalePlan, scalePlanSchema } from '../../planning/scalePlan.ts';
import { parseList } from 'nominal-vision/internal/cli';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { durationText } from 'nominal-vision/internal/cli';
import { parseNumber } from 'nominal-vision/internal/cli';
import { formatTable } from 'nominal-vision/internal/cli';

interface ScalePlanFlags extends Record<string, unknown> {
  readonly msPerImage: readonly string[];
  readonly json?: boolean;
}

/** `nominal fleet scale-plan`: from what was measured and wished to machines, memory and streams. */
export function addScalePlanCommand(fleet: Command, { terminal }: CommandContext): void {
  const { msPerImage, ...fields } = scalePlanSchema.shape;
  const command = fleet
    .command('scale-plan')
    .description('Plan machines, memory and streams by a simulation with measured times')
    .requiredOption('--ms-per-image <list>', msPerImage.description ?? '', parseList);
  for (const [key, field] of Object.entries(fields)) {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.option(
      `--${name} <n>`,
      `${field.description} (default: ${field.parse(undefined)})`,
      parseNumber,
    );
  }
  command
    .option('--json', 'print the plan as JSON')
    .action(({ json, msPerImage: times, ...flags }: ScalePlanFlags) => {
      const given = { ...flags, msPerImage: times.map(parseNumber) };
      const plan = scalePlan(parseConfig(scalePlanSchema, given, 'wishes of the fleet'));
      terminal.out(json === true ? `${JSON.stringify(plan)}\n` : textOf(plan));
    });
}

function textOf(plan: ScalePlan): string {
  const size = (gigabytes: number) =>
    `${gigabytes.toLocaleString('en-US', { maximumSignificantDigits: 3 })} GB`;
  const delays = Object.entries({
    'all machines': plan.whole,
    'the spare ones lost': plan.lost,
  }).map(([name, { images, mean, p50, p95, p99, max }]) => [
    name,
    String(images),
    ...[mean, p50, p95, p99, max].map((ms) => ms.toFixed(0)),
  ]);
  const drained = Object.entries(plan.backlog.seconds).map(
    ([priority, seconds]) => `${priority} ${seconds === null ? 'never' : durationText(seconds)}`,
  );
  return (
    `${plan.machines} machines: ${plan.imagesPerSecondOfAll.toFixed(0)} images a second, ` +
    `${(100 * plan.utilization).toFixed(0)} % taken outside bursts\n` +
    `memory of each ${(plan.memoryMbPerMachine / 1000).toPrecision(2)} GB; request stream ` +
    `${size(plan.requestStreamGb)}, result stream ${size(plan.resultStreamGb)}, ` +
    `models ${size(plan.modelStoreGb)}, on each server that holds a copy\n\n` +
    `${formatTable(['simulated', 'images', 'mean ms', 'p50', 'p95', 'p99', 'max'], delays)}\n` +
    `a backlog of ${plan.backlog.images.toFixed(0)} images is worked off while more come: ` +
    `${drained.join(', ')}\n`
  );
}
