import { createRequire } from 'node:module';
import type * as progressBars from 'cli-progress';
import type { Progress } from '../../progress.ts';
import type { ProgressView, Terminal } from './Terminal.ts';
import { inLine } from './printable.ts';
import { formatDuration } from '../../numberText.ts';

const require = createRequire(import.meta.url);

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
          ? `${done} of ${total} steps, about ${formatDuration(progress.secondsLeft)} left: ${inLine(progress.step)}\n`
          : `${labels[progress.phase]}: ${quarters * 25} %\n`;
      if (line !== last) terminal.err(line);
      last = line;
    },
    stop: nothing,
  };
}

function barView(): ProgressView {
  // Loaded here: most command lines draw no bar.
  const { Presets, SingleBar } = require('cli-progress') as typeof progressBars;
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

/** The amount of a phase that is done and the total amount, in the phase's own unit. */
export function amountsOf(progress: Progress): { readonly done: number; readonly total: number } {
  switch (progress.phase) {
    case 'coreset':
      return { done: progress.doneRows, total: progress.totalRows };
    case 'screen':
      return { done: progress.donePlaces, total: progress.totalPlaces };
    case 'tune':
      return tuneAmounts(progress);
    case 'hash':
      return { done: progress.doneFiles, total: progress.totalFiles };
    case 'estimate':
    case 'benchmark':
      return { done: progress.doneSteps, total: progress.totalSteps };
    case 'write':
    case 'download':
      return { done: progress.doneBytes, total: progress.totalBytes };
    case 'import':
      return { done: progress.doneTensors, total: progress.totalTensors };
    default:
      return { done: progress.doneImages, total: progress.totalImages };
  }
}

/** Counts images of all candidates, because one candidate may take minutes. */
function tuneAmounts(progress: Progress & { readonly phase: 'tune' }) {
  const { doneCandidates, totalCandidates, doneImages, totalImages } = progress;
  return { done: doneCandidates * totalImages + doneImages, total: totalCandidates * totalImages };
}
