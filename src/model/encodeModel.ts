import { NominalError, valueText } from '../errors/index.ts';
import { storedConfig } from '../config/index.ts';
import { CHECKSUM_PLACEHOLDER, writeChecksum } from './checksum.ts';
import type { Framing } from './Framing.ts';
import type { Model, TrainingImage } from './Model.ts';
import { PEAK_VALUES } from './ScorePlace.ts';
import { type ManifestInput, manifestSchema, SCHEMA_VERSION } from './manifest.ts';
import { migrate } from './migrate.ts';
import { MAP_TAIL_LEVELS, type PlaceStatistics } from '../core/calibration/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import { encodeSafetensors, type StoredTensor } from './safetensors.ts';

/**
 * Encodes a model as one file: safetensors whose metadata contain the manifest and a SHA-256 over
 * everything else. The same model always gives the same bytes.
 *
 * @throws NominalError `CONFIG_INVALID` for a model that could not be read again.
 */
export function encodeModel(model: Model): Uint8Array {
  const { bank, calibration, places } = model;
  const count = calibration.imageScores.length;
  const manifest: StoredManifest = {
    schemaVersion: SCHEMA_VERSION,
    config: storedConfig(model.config),
    backbone: model.backbone,
    activationRanges: model.activationRanges,
    framing: storedFraming(model.framing),
    grid: model.grid,
    images: [...model.images],
    ...(model.copies.length === 0 ? {} : { copies: [...model.copies] }),
    coveringRadius: model.coveringRadius,
    calibration: {
      method: calibration.method,
      images: sameImages(calibration.images, model.images) ? null : [...calibration.images],
    },
    threshold: model.threshold,
    changes: model.changes.map((change) => ({
      ...change,
      added: [...change.added],
      removed: [...change.removed],
    })),
    places: placesText(places),
    members: null,
  };
  const text = JSON.stringify(manifest);
  refuseUnreadable(text);
  const metadata = {
    format: 'nominal',
    manifest: text,
    sha256: CHECKSUM_PLACEHOLDER,
  };
  const file = encodeSafetensors(metadata, {
    'bank.rows': { shape: [bank.rows, bank.columns], data: bank.data },
    'bank.images': { shape: [model.rowImages.length], data: model.rowImages },
    'bank.patches': { shape: [model.rowPatches.length], data: model.rowPatches },
    'calibration.imageScores': { shape: [count], data: calibration.imageScores },
    ...(calibration.zoneScores === null
      ? {}
      : {
          'calibration.zoneScores': {
            shape: [count, calibration.zoneScores.length / count],
            data: calibration.zoneScores,
          },
        }),
    'calibration.mapTails': { shape: [count, MAP_TAIL_LEVELS], data: calibration.mapTails },
    ...(calibration.peaks === null
      ? {}
      : { 'calibration.peaks': { shape: [count, PEAK_VALUES], data: calibration.peaks } }),
    ...placesTensors('places', places),
    ...referenceTensor(model.framing),
  });
  writeChecksum(file);
  return file;
}

/** Refuses what the reader would refuse, as long as the file that it would replace is still there. */
function refuseUnreadable(text: string): void {
  const { manifest } = migrate(JSON.parse(text), new Map(), 'the model');
  const result = manifestSchema.safeParse(manifest, { reportInput: true });
  if (result.success) return;
  const { path, message, input } = result.error.issues[0];
  throw new NominalError('CONFIG_INVALID', {
    what: 'the model is not valid, and its file could not be read again',
    expected: `another value of ${path.join('.')}: ${message}`,
    received: valueText(input),
    cause: result.error,
  });
}

/** The manifest with what every file names since some had a bank for each network (decision 098). */
type StoredManifest = Omit<ManifestInput, 'config'> & {
  readonly config: object;
  readonly members: null;
};

function storedFraming({
  depthRange,
  roi,
  reference,
  exposure,
  seen,
}: Framing): ManifestInput['framing'] {
  const zones = roi?.zones.map((zone) => ({ ...zone, runs: [...zone.runs] })) ?? [];
  return {
    depthRange,
    roi: roi === null ? null : { ...roi, zones },
    aligned: reference !== null,
    ...(exposure === null
      ? {}
      : { exposure: { low: [...exposure.low], high: [...exposure.high] } }),
    seen: seen === null ? null : { ...seen, colors: [...seen.colors], depths: [...seen.depths] },
  };
}

function referenceTensor({ reference }: Framing): Record<string, StoredTensor> {
  return reference === null ? {} : { 'framing.reference': gridTensor(reference) };
}

function sameImages(a: readonly TrainingImage[], b: readonly TrainingImage[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, sha256 }, i) => name === b[i].name && sha256 === b[i].sha256)
  );
}

function placesText(places: PlaceStatistics | null) {
  return places === null ? null : { level: places.level, spread: places.spread };
}

function placesTensors(name: string, places: PlaceStatistics | null): Record<string, StoredTensor> {
  if (places === null) return {};
  return {
    [`${name}.mean`]: gridTensor(places.mean),
    [`${name}.deviation`]: gridTensor(places.deviation),
  };
}

function gridTensor({
  height,
  width,
  data,
}: Pick<Grid, 'height' | 'width' | 'data'>): StoredTensor {
  return { shape: [height, width], data };
}
