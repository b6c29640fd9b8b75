import { MAP_TAIL_LEVELS, type PlaceStatistics } from '../core/calibration/index.ts';
import { hasOwnVerdicts } from '../core/image/index.ts';
import { PICTURE_PX } from '../core/registration/index.ts';
import { allFinite, Grid, Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import { verifyChecksum } from './checksum.ts';
import { migrate } from './migrate.ts';
import type { Model } from './Model.ts';
import { PEAK_VALUES } from './ScorePlace.ts';
import { type Manifest, manifestSchema, SCHEMA_VERSION } from './manifest.ts';
import { type DecodedSafetensors, damaged, decodeSafetensors } from './safetensors.ts';

/**
 * Decodes a model file; the bytes are not changed.
 *
 * @param path name of the file in messages.
 * @throws NominalError `MODEL_DAMAGED` if a byte is missing or changed, `MODEL_TOO_NEW` if a newer
 *   version wrote it, `CONFIG_INVALID` if it has a bank for each of several networks.
 */
export function decodeModel(file: Uint8Array, path: string): Model {
  const decoded = decodeSafetensors(file, path);
  const { format, manifest, sha256 } = decoded.metadata;
  if (format !== 'nominal' || manifest === undefined || sha256 === undefined) {
    throw damaged(path, 'it was not written by nominal');
  }
  const parsed = parseJson(manifest, path);
  refuseNewer(parsed, path);
  verifyChecksum(file, sha256, path);
  const current = migrate(parsed, decoded.tensors, path);
  const result = manifestSchema.safeParse(current.manifest);
  if (!result.success) throw damaged(path, 'its manifest is not valid', result.error);
  return assemble(result.data, current.tensors, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'its manifest is not JSON', cause);
  }
}

function refuseNewer(manifest: unknown, path: string): void {
  const version =
    typeof manifest === 'object' && manifest !== null && 'schemaVersion' in manifest
      ? manifest.schemaVersion
      : undefined;
  if (typeof version !== 'number') throw damaged(path, 'it states no version');
  if (version > SCHEMA_VERSION) {
    throw new NominalError('MODEL_TOO_NEW', {
      reason: 'modelTooNew',
      what: `${path} was written by a newer version of nominal`,
      expected: `a model of version ${SCHEMA_VERSION} or lower`,
      received: `version ${version}`,
      remedy: 'Update nominal, or fit the model with this version',
      details: { version, supported: SCHEMA_VERSION },
    });
  }
}

function assemble(manifest: Manifest, tensors: DecodedSafetensors['tensors'], path: string): Model {
  const floats = (name: string) => {
    const tensor = tensors.get(name);
    if (!(tensor?.data instanceof Float32Array)) throw damaged(path, `tensor "${name}" is missing`);
    if (!allFinite(tensor.data)) {
      throw damaged(path, `tensor "${name}" contains a value that is not a finite number`);
    }
    return { shape: tensor.shape, data: tensor.data };
  };
  const wholes = (name: string) => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Uint32Array)) throw damaged(path, `tensor "${name}" is missing`);
    return data;
  };
  const grid = (name: string) => {
    const { shape, data } = floats(name);
    if (shape.length !== 2 || data.length === 0)
      throw damaged(path, `tensor "${name}" is not a grid`);
    return new Grid(shape[0], shape[1], data);
  };
  const places = (name: string, text: Manifest['places']) =>
    text === null
      ? null
      : { ...text, mean: grid(`${name}.mean`), deviation: grid(`${name}.deviation`) };
  const rows = floats('bank.rows');
  const [count, columns] = rows.shape;
  if (rows.shape.length !== 2 || count < 1 || columns < 1)
    throw damaged(path, 'its memory bank is empty');
  const { roi } = manifest.framing;
  const judged = roi !== null && hasOwnVerdicts(roi) ? roi.zones.length : 0;
  const model: Model = {
    config: manifest.config,
    backbone: manifest.backbone,
    activationRanges: manifest.activationRanges,
    framing: {
      depthRange: manifest.framing.depthRange,
      roi,
      reference: manifest.framing.aligned ? grid('framing.reference') : null,
      exposure: manifest.framing.exposure,
      seen: manifest.framing.seen,
    },
    bank: new Matrix(count, columns, rows.data),
    rowImages: wholes('bank.images'),
    rowPatches: wholes('bank.patches'),
    grid: manifest.grid,
    images: manifest.images,
    copies: manifest.copies,
    calibration: {
      method: manifest.calibration.method,
      images: manifest.calibration.images ?? manifest.images,
      imageScores: floats('calibration.imageScores').data,
      zoneScores: judged === 0 ? null : floats('calibration.zoneScores').data,
      mapTails: floats('calibration.mapTails').data,
      peaks: tensors.has('calibration.peaks') ? floats('calibration.peaks').data : null,
    },
    threshold: manifest.threshold,
    changes: manifest.changes,
    coveringRadius: manifest.coveringRadius,
    places: places('places', manifest.places),
  };
  const { images, imageScores, zoneScores, mapTails, peaks } = model.calibration;
  const consistent =
    model.rowImages.length === count &&
    model.rowPatches.length === model.rowImages.length &&
    model.rowImages.every((image) => image < manifest.images.length) &&
    imageScores.length > 0 &&
    imageScores.length === images.length &&
    (zoneScores?.length ?? 0) === images.length * judged &&
    (roi === null || roi.zones.every(({ runs }) => sum(runs) === roi.height * roi.width)) &&
    mapTails.length === images.length * MAP_TAIL_LEVELS &&
    (peaks === null || peaks.length === images.length * PEAK_VALUES) &&
    hasWholePlaces(model.places) &&
    placesFit(model) &&
    isPicture(model.framing.reference);
  if (!consistent) throw damaged(path, 'its parts do not fit together');
  return model;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Scores are divided by the deviation, so it must be positive. */
function hasWholePlaces(places: PlaceStatistics | null): boolean {
  if (places === null) return true;
  const { mean, deviation } = places;
  return (
    mean.height === deviation.height &&
    mean.width === deviation.width &&
    deviation.data.every((value) => value > 0)
  );
}

function placesFit({ config, grid, rowPatches }: Model): boolean {
  if (config.positionRadius === null) return true;
  return grid !== null && rowPatches.every((cell) => cell < grid.height * grid.width);
}

function isPicture(reference: Model['framing']['reference']): boolean {
  return reference === null || (reference.height === PICTURE_PX && reference.width === PICTURE_PX);
}
