import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';

/** A text attribute, which the JSON holds in base64; undefined where absent. */
export function textAttribute(node: GraphNode, name: string): string | undefined {
  const text = node.attr?.[name]?.s;
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('latin1');
}

/** A list of texts; empty where absent. */
export function textsAttribute(node: GraphNode, name: string): string[] {
  const texts = node.attr?.[name]?.list?.s ?? [];
  return texts.map((text) => Buffer.from(text, 'base64').toString('latin1'));
}

/** A list of whole numbers; empty where absent. @throws NominalError BACKBONE_INVALID for others. */
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
