import { CHECKSUM_PLACEHOLDER, writeChecksum } from './checksum.ts';
import type { Framing } from './Framing.ts';
import type { EnsembleMember, Model, TrainingImage } from './Model.ts';
import { type Manifest, type ManifestInput, SCHEMA_VERSION } from './manifest.ts';
import { MAP_TAIL_LEVELS, type PlaceStatistics } from '../core/calibration/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import { encodeSafetensors, type StoredTensor } from './safetensors.ts';

/**
 * Encodes a model as one file: safetensors whose metadata contain the manifest and a SHA-256 over
 * everything else. The same model always gives the same bytes.
 */
export function encodeModel(model: Model): Uint8Array {
  const { bank, calibration, places, members } = model;
  const count = calibration.imageScores.length;
  const manifest: ManifestInput = {
    schemaVersion: SCHEMA_VERSION,
    config: { ...model.config, taps: [...model.config.taps] },
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
    members:
      members?.map((member) => ({
        columns: member.columns,
        places: placesText(member.places),
      })) ?? null,
  };
  const metadata = {
    format: 'nominal',
    manifest: JSON.stringify(manifest),
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
    ...placesTensors('places', places),
    ...referenceTensor(model.framing),
    ...Object.fromEntries(
      (members ?? []).flatMap((one, i) => Object.entries(memberTensors(one, i))),
    ),
  });
  writeChecksum(file);
  return file;
}

function storedFraming({ depthRange, roi, reference }: Framing): Manifest['framing'] {
  const zones = roi?.zones.map((zone) => ({ ...zone, runs: [...zone.runs] })) ?? [];
  return {
    depthRange,
    roi: roi === null ? null : { ...roi, zones },
    aligned: reference !== null,
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

function memberTensors(
  { places, patchTails }: EnsembleMember,
  member: number,
): Record<string, StoredTensor> {
  const shape = [patchTails.length / MAP_TAIL_LEVELS, MAP_TAIL_LEVELS];
  return {
    [`members.${member}.patchTails`]: { shape, data: patchTails },
    ...placesTensors(`members.${member}.places`, places),
  };
}

function gridTensor({
  height,
  width,
  data,
}: Pick<Grid, 'height' | 'width' | 'data'>): StoredTensor {
  return { shape: [height, width], data };
}
