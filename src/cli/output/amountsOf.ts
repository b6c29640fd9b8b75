import type { Progress } from '../../progress.ts';

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
