import type { BackboneTap } from '../../manifest.ts';
import type { LazyModel } from '../../onnx/index.ts';
import type { WeightFile } from '../../weights/index.ts';
import { type Architecture, type ArchitectureName, architectures } from './architectures.ts';
import { TrunkBuilder } from './TrunkBuilder.ts';
import { Weights } from './Weights.ts';

/** A trunk whose weights are read when it is written, with the facts for its manifest. */
export interface ImportedTrunk {
  readonly lazy: LazyModel;
  /** Taps that are outputs of the graph, shallowest first. */
  readonly taps: readonly BackboneTap[];
  readonly defaultTaps: readonly string[];
}

/**
 * Builds the trunk of an architecture from a weight file, cut at the deepest of `taps`. Float32,
 * `input` N × 3 × H × W, all sizes dynamic.
 * @param file stays open until the trunk is written.
 * @param taps names of the architecture's taps; its default taps if omitted.
 * @throws NominalError BACKBONE_INVALID if a tensor is missing, left over or of another shape, or
 * if there is no such tap.
 */
export function importWeights(
  file: WeightFile,
  name: ArchitectureName,
  taps?: readonly string[],
): ImportedTrunk {
  const architecture: Architecture = architectures[name];
  const weights = new Weights(file, name, architecture.rename);
  const isTimm = weights.has('conv_stem.weight');
  const trunk = new TrunkBuilder(weights, architecture.epsilon?.[isTimm ? 'timm' : 'torchvision']);
  architecture.build(trunk);
  weights.assertAllUsed();
  const wanted = taps ?? architecture.defaultTaps;
  const unknown = wanted.find((tap) => !trunk.taps.some((known) => known.name === tap));
  if (unknown !== undefined) {
    const names = trunk.taps.map((tap) => tap.name).join(', ');
    throw weights.invalid(`no tap ${unknown} among its own: ${names}`);
  }
  const chosen = trunk.taps.filter((tap) => wanted.includes(tap.name));
  return { lazy: trunk.finish(chosen), taps: chosen, defaultTaps: [...wanted] };
}
