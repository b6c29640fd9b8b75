import { describeAlarms } from '../../detector/inspect/describeAlarms.ts';
import { imageWarnings } from '../../image/ImageWarning.ts';
import type { BrowserInspection, Progress } from '../index.ts';

/** The current step of a fit, and the share of it that is done, 0..1. */
export function progressText(progress: Progress): readonly [text: string, share: number] {
  switch (progress.phase) {
    case 'extract':
      return ['Looking at the images', progress.doneImages / progress.totalImages];
    case 'coreset':
      return ['Choosing what to remember', progress.doneRows / progress.totalRows];
    case 'calibrate':
      return ['Setting the threshold', progress.doneImages / progress.totalImages];
    default:
      return ['Working', 0];
  }
}

/** One result: the overlay, the verdict, the figures it is based on, and what there is to be warned of. */
export function showInspection(
  name: string,
  inspection: BrowserInspection,
  heldRate: number,
): HTMLElement {
  const { width, height, overlay, verdict, imageScore, threshold, tailPValue } = inspection;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < overlay.length; from += 3, to += 4) {
    pixels.data.set(overlay.subarray(from, from + 3), to);
    pixels.data[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const caption = document.createElement('figcaption');
  const word = document.createElement('b');
  word.className = verdict;
  word.textContent = verdict;
  caption.append(
    word,
    ` ${name}`,
    document.createElement('br'),
    `score ${imageScore.toFixed(2)} (threshold ${threshold.toFixed(2)}), p ${tailPValue.toPrecision(2)}, ${inspection.inspectMs.toFixed(0)} ms`,
  );
  const notes = [
    ...inspection.warnings.map((warning) => `Of this image: ${imageWarnings[warning]}.`),
    ...describeAlarms({ ...inspection, heldRate }),
  ];
  for (const note of notes) caption.append(document.createElement('br'), note);
  const figure = document.createElement('figure');
  figure.dataset.verdict = verdict;
  figure.dataset.name = name;
  figure.dataset.score = String(imageScore);
  figure.append(canvas, caption);
  return figure;
}
