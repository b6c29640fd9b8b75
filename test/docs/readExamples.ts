import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

/** An `@example` of a docstring. */
export interface DocstringExample {
  /** Where it stands: "src/detector/Detector.ts: Detector.load". */
  readonly name: string;
  /** The code of its `ts` block; null if it has none, or more than one. */
  readonly code: string | null;
}

/** The `@example`s in the docstrings of TypeScript files, in order. */
export function readExamples(root: string, files: readonly string[]): DocstringExample[] {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('@example')) return [];
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    const path = relative(root, file).replaceAll('\\', '/');
    return examplesBelow(source).map(({ symbol, comment }) => ({
      name: `${path}: ${symbol}`,
      code: codeOf(comment),
    }));
  });
}

function examplesBelow(node: ts.Node, owner = ''): { symbol: string; comment: string }[] {
  const name = nameOf(node);
  const symbol = [owner, name].filter((part) => part !== '').join('.');
  // A declaration of variables and each of the variables have the same docstring: it is the former's.
  const tags = ts.isVariableDeclaration(node) ? [] : ts.getJSDocTags(node);
  const own = tags
    .filter((tag) => tag.tagName.text === 'example' && tag.parent.parent === node)
    .map(({ comment }) => ({ symbol, comment: ts.getTextOfJSDocComment(comment) ?? '' }));
  const inner: typeof own = [];
  ts.forEachChild(node, (child) => void inner.push(...examplesBelow(child, symbol)));
  return [...own, ...inner];
}

function nameOf(node: ts.Node): string {
  const [variable] = ts.isVariableStatement(node) ? node.declarationList.declarations : [];
  const name = variable?.name ?? ts.getNameOfDeclaration(node as ts.Declaration);
  return name !== undefined && ts.isIdentifier(name) ? name.text : '';
}

function codeOf(comment: string): string | null {
  const blocks = [...comment.matchAll(/^```ts\n(.*?)^```/gms)];
  return blocks.length === 1 ? blocks[0][1] : null;
}
