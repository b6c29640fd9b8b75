import { allFinite, type Grid } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';

/** @throws NominalError `NO_SCORE` if a score or the common factor is not finite. */
export function refuseNoScore({ data }: Grid, factor: number): void {
  if (Number.isFinite(factor) && allFinite(data)) return;
  throw new NominalError('NO_SCORE', {
    reason: 'noFiniteScore',
    what: 'some scores of the image are not finite numbers, so there is no verdict',
    expected: 'a model whose values fit the features of its backbone',
    received: String(data.find((score) => !Number.isFinite(score)) ?? factor),
    remedy: 'Fit the model again, with another backbone if it happens again',
  });
}

/** @throws NominalError `ROI_MISMATCH` if no part of an image is inspected. */
export function refuseNothingInspected(scope: Uint8Array | null): void {
  if (scope === null || scope.includes(1)) return;
  throw new NominalError('ROI_MISMATCH', {
    reason: 'regionNotInImage',
    what: 'the image shows no part of the region that is inspected',
    expected: 'a part at or near its place in the training images',
    remedy: 'Check the image and the position of the camera',
  });
}
