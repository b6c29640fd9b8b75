import ts from 'typescript';

const DOCUMENTED_MEMBERS = ts.SymbolFlags.Method | ts.SymbolFlags.Accessor;

/**
 * Exported declarations without a docstring that can be reached from the entry files, and public
 * methods and accessors of exported classes: "file: name". Properties need no docstring if name and
 * type are clear.
 */
export function undocumentedSymbols(entries: readonly string[]): string[] {
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const missing = new Set<string>();
  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new RangeError(`${entry} is not a module`);
    for (const exported of checker.getExportsOfModule(module)) {
      for (const name of missingDocs(resolveAlias(exported, checker), checker)) missing.add(name);
    }
  }
  return [...missing].sort();
}

function missingDocs(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const missing = hasDoc(symbol, checker) ? [] : [nameOf(symbol)];
  if ((symbol.flags & ts.SymbolFlags.Class) === 0) return missing;
  const members = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
  for (const member of members) {
    if ((member.flags & DOCUMENTED_MEMBERS) === 0 || !isPublic(member)) continue;
    if (!hasDoc(member, checker)) missing.push(`${nameOf(symbol)}.${member.name}`);
  }
  return missing;
}

function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

function hasDoc(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return (
    symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0
  );
}

function isPublic({ declarations = [] }: ts.Symbol): boolean {
  return declarations.every((declaration) => {
    if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) return false;
    const name = ts.getNameOfDeclaration(declaration);
    return name === undefined || !ts.isPrivateIdentifier(name);
  });
}

function nameOf(symbol: ts.Symbol): string {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  return `${file.slice(file.lastIndexOf('/src/') + 1)}: ${symbol.name}`;
}
