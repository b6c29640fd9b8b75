import type { ResolvedBackbone } from '../../backbone/index.ts';
import { patchFeatureOutputs } from '../../backbone/graph/index.ts';
import {
  createTensorInfo,
  GraphBuilder,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
} from '../../backbone/onnx/index.ts';
import type { ActivationRanges } from '../../backbone/quantization/index.ts';
import type { ScoreTail } from '../../core/calibration/index.ts';
import type { Size } from '../../core/image/index.ts';
import type { Model } from '../../model/index.ts';
import type { ExportConfig } from '../../config/index.ts';
import { addAnomalyMap } from './addAnomalyMap.ts';
import { addCalibration } from './addCalibration.ts';
import { addDensity } from './addDensity.ts';
import { addImageScore } from './addImageScore.ts';
import { addPatchScores } from './addPatchScores.ts';
import { addPreprocessing } from './addPreprocessing.ts';
import { addSearch } from './addSearch.ts';
import { inputs, outputs } from './names.ts';
import { openNetwork } from './openNetwork.ts';

/** The parts that an exported graph is made from. */
export interface GraphParts {
  readonly model: Model;
  readonly backbone: ResolvedBackbone;
  /** Ranges for computing the network in 8 bits; null for float32. */
  readonly activationRanges: ActivationRanges | null;
  /** Size of the network's input. */
  readonly input: Size;
  /** Size of the patch grid. */
  readonly grid: Size;
  readonly threshold: number;
  readonly tail: ScoreTail | null;
  readonly options: ExportConfig;
}

/**
 * Writes a fitted model as one graph, from pixels to the verdict, including all weights.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND` or `BACKBONE_INVALID`.
 */
export async function buildGraph(parts: GraphParts): Promise<OnnxModel> {
  const { model, grid, input, threshold, tail, options } = parts;
  const { config, bank, places, calibration } = model;
  const { backbone, activationRanges } = parts;
  const { precision } = options;
  const onnx = await openNetwork({ config, backbone, activationRanges, grid, precision });
  const { graph } = onnx;
  addImageInput(onnx, parts);
  const builder = new GraphBuilder(graph, 'nominal/scoring');
  const search = addSearch(builder, {
    features: patchFeatureOutputs.features,
    bank,
    patches: grid.height * grid.width,
    precision: options.bank,
  });
  const raw = addPatchScores(builder, search, config.neighbors);
  const density =
    config.reweighting === 'density'
      ? addDensity(builder, search, raw, config.reweightingNeighbors)
      : null;
  const sameGrid = places?.mean.height === grid.height && places.mean.width === grid.width;
  const placesHere = sameGrid ? places : null;
  addImageScore(builder, { raw, grid, places: placesHere, topShare: config.topShare, density });
  builder.constant([1], Float32Array.of(threshold), inputs.threshold);
  addCalibration(builder, calibration.imageScores, tail);
  addAnomalyMap(builder, grid, input, config.sigmaPx);
  declareOutputs(onnx, grid, input);
  return onnx;
}

/** Puts the preprocessing before the network and makes the image its input. */
function addImageInput({ graph }: OnnxModel, { backbone, model, input, options }: GraphParts) {
  const { FLOAT, UINT8 } = TensorProto_DataType;
  const [networkInput] = graph.input;
  const { imageSize } = options;
  const type = options.input === 'uint8' ? UINT8 : FLOAT;
  const sides = [imageSize?.height ?? 'image_height', imageSize?.width ?? 'image_width'];
  graph.input = [
    createTensorInfo(inputs.image, type, ['images', ...sides, 3]),
    createTensorInfo(inputs.threshold, FLOAT, [1]),
  ];
  const rest = graph.node;
  graph.node = [];
  const builder = new GraphBuilder(graph, 'nominal/preprocessing');
  const { resize, crop } = model.config;
  addPreprocessing(
    builder,
    {
      image: inputs.image,
      imageSize,
      input,
      options: { resize, crop },
      normalization: backbone.manifest.input,
    },
    networkInput.name,
  );
  graph.node.push(...rest);
}

function declareOutputs({ graph }: OnnxModel, grid: Size, input: Size): void {
  const { FLOAT, BOOL } = TensorProto_DataType;
  const { imageScore, pValue, tailPValue, anomalous, patchScores, anomalyMap } = outputs;
  graph.output = [
    createTensorInfo(imageScore, FLOAT, ['images']),
    createTensorInfo(pValue, FLOAT, ['images']),
    createTensorInfo(tailPValue, FLOAT, ['images']),
    createTensorInfo(anomalous, BOOL, ['images']),
    createTensorInfo(patchScores, FLOAT, ['images', grid.height, grid.width]),
    createTensorInfo(anomalyMap, FLOAT, ['images', input.height, input.width]),
  ];
  graph.name = 'nominal';
  pruneGraph(graph, Object.values(outputs));
}
