import type { GraphNode, Weight } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import type { TrunkContext } from './TrunkContext.ts';

/** TensorFlow names of a node's data inputs: without `:0`, without control inputs. */
export function inputsOf(node: GraphNode): string[] {
  const data = (node.input ?? []).filter((name) => !name.startsWith('^'));
  return data.map((name) => name.replace(/:0$/, ''));
}

/**
 * The float constant that feeds an input of a node.
 * @throws NominalError BACKBONE_INVALID if the input is not a float constant.
 */
export function constantOf(
  node: GraphNode,
  index: number,
  context: TrunkContext,
): Weight & { readonly data: Float32Array } {
  const weight = context.weights.get(inputsOf(node)[index] ?? '');
  if (weight === undefined || !(weight.data instanceof Float32Array)) {
    throw invalidGraph(
      `input ${index} of ${node.op} ${node.name} is not a constant`,
      'weights that are known during the conversion',
      inputsOf(node)[index] ?? 'nothing',
    );
  }
  return { shape: weight.shape, data: weight.data };
}

/** Channels of the activation that feeds an input of a node. */
export function channelsOf(node: GraphNode, index: number, context: TrunkContext): number {
  const channels = context.channels.get(inputsOf(node)[index] ?? '');
  if (channels === undefined) {
    throw invalidGraph(`input ${index} of ${node.op} ${node.name} is not an activation`);
  }
  return channels;
}

/** A text attribute, which the JSON stores in base64; undefined if absent. */
export function textAttribute(node: GraphNode, name: string): string | undefined {
  const text = node.attr?.[name]?.s;
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('latin1');
}

/** A list of texts; empty if absent. */
export function textsAttribute(node: GraphNode, name: string): string[] {
  const texts = node.attr?.[name]?.list?.s ?? [];
  return texts.map((text) => Buffer.from(text, 'base64').toString('latin1'));
}

/** A list of whole numbers; empty if absent. @throws NominalError BACKBONE_INVALID for other values. */
export function numbersAttribute(node: GraphNode, name: string): number[] {
  const numbers = (node.attr?.[name]?.list?.i ?? []).map(Number);
  const other = numbers.find((number) => !Number.isSafeInteger(number));
  if (other === undefined) return numbers;
  throw invalidGraph(
    `${name} of ${node.op} ${node.name} cannot be read`,
    'whole numbers',
    `${other}`,
  );
}
