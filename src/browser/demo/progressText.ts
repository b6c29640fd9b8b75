import type { Progress } from '../index.ts';

/** What a fit does at the moment, and which share of that step is done, 0..1. */
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
