import { NominalError } from '../../errors/index.ts';
import type { GraphProto } from '../onnx/index.ts';

/**
 * Checks that nodes of the graph produce all of the named tensors.
 * @throws NominalError BACKBONE_INVALID that names the missing one.
 */
export function assertTensors(graph: GraphProto, names: readonly string[]): void {
  const produced = new Set(graph.node.flatMap((node) => node.output));
  const missing = names.find((name) => !produced.has(name));
  if (missing === undefined) return;
  const outputs = graph.output.map((info) => info.name).join(', ');
  throw new NominalError('BACKBONE_INVALID', {
    what: `The backbone has no tap ${missing}`,
    expected: `a tensor of its graph, for example an output: ${outputs}`,
    received: missing,
    remedy: 'Choose among the taps that the manifest lists',
    details: { tap: missing },
  });
}
