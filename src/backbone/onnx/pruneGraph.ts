import type { GraphProto, NodeProto } from './generated/onnx_pb.ts';

/**
 * Removes every node and initializer that none of the tensors `needed` depends on (in place). Inputs,
 * outputs and value infos of the graph are left as they are, except value infos of removed tensors.
 */
export function pruneGraph(graph: GraphProto, needed: readonly string[]): void {
  const producer = new Map<string, NodeProto>();
  for (const node of graph.node) for (const output of node.output) producer.set(output, node);

  const reached = new Set<string>();
  const kept = new Set<NodeProto>();
  const open = [...needed];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (tensor === '' || reached.has(tensor)) continue;
    reached.add(tensor);
    const node = producer.get(tensor);
    if (node === undefined || kept.has(node)) continue;
    kept.add(node);
    open.push(...node.input, ...tensorsOfSubgraphs(node));
  }
  graph.node = graph.node.filter((node) => kept.has(node));
  graph.initializer = graph.initializer.filter((tensor) => reached.has(tensor.name));
  graph.valueInfo = graph.valueInfo.filter((info) => reached.has(info.name));
}

// The body of a branch or loop may read tensors of the enclosing graph without naming them as inputs.
function tensorsOfSubgraphs(node: NodeProto): string[] {
  const bodies = node.attribute.flatMap((attribute) => [
    ...(attribute.g === undefined ? [] : [attribute.g]),
    ...attribute.graphs,
  ]);
  return bodies.flatMap((body) =>
    body.node.flatMap((inner) => [...inner.input, ...tensorsOfSubgraphs(inner)]),
  );
}
