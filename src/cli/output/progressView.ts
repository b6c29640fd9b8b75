import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../../progress.ts';
import { amountsOf } from './amountsOf.ts';
import { durationText } from './durationText.ts';
import type { ProgressView, Terminal } from './Terminal.ts';
import { inLine } from './printable.ts';

const labels: Record<Progress['phase'], string> = {
  check: 'Checking the test images',
  observe: 'Observing activations',
  extract: 'Extracting patch features',
  describe: 'Describing images',
  coreset: 'Selecting the coreset',
  screen: 'Screening the patches',
  calibrate: 'Calibrating the threshold',
  write: 'Writing the model',
  inspect: 'Inspecting',
  download: 'Fetching weights',
  import: 'Importing weights',
  generate: 'Rendering parts',
  hash: 'Reading the images',
  estimate: 'Estimating the steps',
  benchmark: 'Measuring',
  tune: 'Trying settings',
};

/** A bar on a terminal, a line for each quarter of a phase elsewhere, JSON events if asked for, nothing if quiet. */
export function progressView(
  terminal: Terminal,
  mode: 'auto' | 'lines' | 'json' | 'quiet',
): ProgressView {
  if (mode === 'quiet') return { onProgress: nothing, stop: nothing };
  if (mode === 'json') return jsonView(terminal);
  return terminal.interactive && mode === 'auto' ? barView() : lineView(terminal);
}

const nothing = () => undefined;

function jsonView(terminal: Terminal): ProgressView {
  return {
    onProgress: (progress) =>
      terminal.out(`${JSON.stringify({ event: 'progress', ...progress })}\n`),
    stop: nothing,
  };
}

function lineView(terminal: Terminal): ProgressView {
  let last = '';
  return {
    onProgress: (progress) => {
      const { done, total } = amountsOf(progress);
      const quarters = total === 0 ? 4 : Math.floor((4 * done) / total);
      const line =
        progress.phase === 'benchmark'
          ? `${done} of ${total} steps, about ${durationText(progress.secondsLeft)} left: ${inLine(progress.step)}\n`
          : `${labels[progress.phase]}: ${quarters * 25} %\n`;
      if (line !== last) terminal.err(line);
      last = line;
    },
    stop: nothing,
  };
}

function barView(): ProgressView {
  const bar = new SingleBar(
    {
      format: '{label} [{bar}] {percentage} % | {value}/{total} | {eta_formatted} left',
      hideCursor: true,
      barsize: 24,
      stream: process.stderr,
      etaBuffer: 20,
    },
    Presets.shades_classic,
  );
  let phase: Progress['phase'] | undefined;
  const stop = () => {
    if (phase !== undefined) bar.stop();
    phase = undefined;
  };
  return {
    onProgress: (progress) => {
      const { done, total } = amountsOf(progress);
      if (progress.phase !== phase) {
        stop();
        bar.start(total, done, { label: labels[progress.phase].padEnd(26) });
        phase = progress.phase;
      } else {
        bar.setTotal(total);
        bar.update(done);
      }
    },
    stop,
  };
}
