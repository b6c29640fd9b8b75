/** The parent of each element of a union-find structure; a root is its own parent. */
type Parents = number[] | Int32Array;

/** The root of an element's component. Paths are halved on the way. */
export function rootOf(parents: Parents, element: number): number {
  let root = element;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}

/** Joins two components. The smaller root wins, so that roots stay in scan order. @returns that root. */
export function joinRoots(parents: Parents, a: number, b: number): number {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  const root = Math.min(rootA, rootB);
  parents[rootA] = root;
  parents[rootB] = root;
  return root;
}
