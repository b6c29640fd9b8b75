import { allFinite, type Grid } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';

/** @throws NominalError `NO_SCORE` if a score or the factor of them is no finite number. */
export function refuseNoScore({ data }: Grid, factor: number): void {
  if (Number.isFinite(factor) && allFinite(data)) return;
  throw new NominalError('NO_SCORE', {
    what: 'some scores of an image are no finite numbers, so nothing can be said of it',
    expected: 'a model whose numbers suit what its backbone gives',
    received: String(data.find((score) => !Number.isFinite(score)) ?? factor),
    remedy: 'Fit the model anew, with another backbone if it happens again',
  });
}

/** @throws NominalError `ROI_MISMATCH` if nothing is left of an image to inspect. */
export function refuseNothingInspected(scope: Uint8Array | null): void {
  if (scope === null || scope.includes(1)) return;
  throw new NominalError('ROI_MISMATCH', {
    what: 'the image shows nothing of what is inspected',
    expected: 'a part where the training images have it, or near there',
    remedy: 'Look at the image, and at the place of the camera',
  });
}
