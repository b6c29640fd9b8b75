import type {
  ModelSummary,
  NewInspection,
  StoredModel,
} from '../../packages/station/src/store/index.ts';

/** A decision by model m1: passed, with a score of 1.5. The caller gives product and image. */
export function exampleInspection(
  given: Partial<NewInspection> & Pick<NewInspection, 'productId' | 'sha256'>,
): NewInspection {
  return {
    modelId: 'm1',
    name: 'image',
    source: 'http',
    imageScore: 1.5,
    pValue: 0.25,
    threshold: 2,
    verdict: 'nominal',
    patchScores: Float32Array.of(0.5, 1.5),
    details: {
      height: 1,
      width: 2,
      heldRate: 0.01,
      thresholdExtrapolated: false,
      highestRejectShare: 0.04,
      warnings: [],
      appearance: null,
      pixelThreshold: 2,
      heatScale: [1, 2],
      zones: [],
      whole: null,
      regions: [],
      timing: { totalMs: 3 },
      grid: { height: 1, width: 2 },
      scope: null,
      toImage: null,
      input: { height: 8, width: 16 },
      sourceBox: { x: 0, y: 0, width: 2, height: 1 },
      sigmaPx: 4,
      nearest: null,
    },
    ...given,
  };
}

/** A model of a product, to be published. */
export function exampleModel(
  productId: string,
  id: string,
  summary: Partial<ModelSummary> = {},
): Omit<StoredModel, 'version' | 'createdAt'> {
  return {
    id,
    productId,
    kind: 'fit',
    parentId: null,
    bytes: 5,
    summary: {
      bankRows: 1,
      dimension: 2,
      backbone: 'b',
      images: 2,
      calibrationScores: [1, 2],
      calibrationImages: [null, null],
      ...summary,
    },
    training: [],
    createdBy: 'test',
  };
}
