import type { GraphProto } from '../backbone/onnx/index.ts';

/** Renames the tensors of a graph (in place) that are called as something else is to be called. */
export function freeNames(graph: GraphProto, reserved: readonly string[]): void {
  const taken = new Set(reserved);
  const renamed = (name: string) => (taken.has(name) ? `backbone/${name}` : name);
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
  }
  for (const named of [graph.initializer, graph.input, graph.output, graph.valueInfo].flat()) {
    named.name = renamed(named.name);
  }
}
