import { NominalError } from '../../errors/index.ts';
import type { OnnxModel } from '../onnx/index.ts';

/** Operator set of the nodes that are added to a graph. */
const WANTED = 13n;
/** Oldest operator set whose operators mean the same in {@link WANTED}, except those in `changed`. */
const OLDEST = 11n;
const changed = new Set([
  ...['Dropout', 'Hardmax', 'LogSoftmax', 'ReduceSum', 'Softmax', 'Split', 'Squeeze', 'Unsqueeze'],
]);

/**
 * Raises a graph of operator set 11 or 12 to 13 (in place), if all its operators mean the same there, as
 * those of convolutional networks do.
 *
 * @throws NominalError BACKBONE_INVALID for an older set, or for an operator whose meaning has changed.
 */
export function raiseOpset({ opsetImport, graph }: OnnxModel): void {
  const entry = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (entry !== undefined && entry.version >= WANTED) return;
  const other = graph.node.find(({ opType }) => changed.has(opType));
  if (entry !== undefined && entry.version >= OLDEST && other === undefined) {
    entry.version = WANTED;
    return;
  }
  throw new NominalError('BACKBONE_INVALID', {
    what: 'The backbone is written in an ONNX operator set that is too old',
    expected: `operator set ${WANTED} or newer`,
    received: `${entry?.version ?? 'none'}${other === undefined ? '' : ` with ${other.opType}`}`,
    remedy: 'Export it again with a newer operator set, or convert it with onnx.version_converter',
  });
}
