import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { writeDataset } from '../../src/demo/index.ts';
import { fitFamily } from '../../src/family/index.ts';

/**
 * What each `@example` finds in its folder; CONTRIBUTING.md lists the same names for those who write one.
 *
 * - `good/`: 12 good images, `good/000.png` and on
 * - `new.png`: one image to inspect; `new/`: good and defective ones
 * - `cap/`: a data set in the layout of MVTec AD
 * - `part.nominal`: a model that was fitted on `good/`
 * - `family/`: a family of the products "cap" and "tile"
 */
export async function writeExampleFolder(folder: string): Promise<void> {
  const counts = { trainGood: 12, testGood: 3, testDefective: 3 };
  const size = { height: 96, width: 96 };
  const [cap, tile] = [join(folder, 'cap'), join(folder, 'tile')];
  await writeDataset(cap, { category: 'cap', seed: 1, ...counts, ...size });
  await writeDataset(tile, { category: 'tile', seed: 1, ...counts, ...size });
  await cp(join(cap, 'train/good'), join(folder, 'good'), { recursive: true });
  await cp(join(cap, 'test/good/000.png'), join(folder, 'new.png'));
  await mkdir(join(folder, 'new'));
  for (const path of await readdir(join(cap, 'test'), { recursive: true })) {
    if (!path.endsWith('.png')) continue;
    await cp(join(cap, 'test', path), join(folder, 'new', path.replaceAll(/[\\/]/g, '-')));
  }
  const products = [cap, tile].map((path) => ({
    name: path === cap ? 'cap' : 'tile',
    images: join(path, 'train/good'),
  }));
  await fitFamily(products, join(folder, 'family'), { resize: 128 });
  await cp(join(folder, 'family/cap.nominal'), join(folder, 'part.nominal'));
}

/** A folder outside of the checkout in which its packages are installed, as links. */
export async function exampleProject(root: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'nominal-examples-'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }\n');
  const workspaces = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => name === 'packages')
    .flatMap(({ name }) => readdirSync(join(root, name)).map((inner) => join(root, name, inner)));
  for (const folder of [root, ...workspaces]) {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly name: string;
    };
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(folder, link, 'junction');
  }
  return project;
}

/** Compiles TypeScript files as a strict program of a user does, and says what is wrong with them. */
export function typeErrors(root: string, files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (file === undefined || start === undefined) return text;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${file.fileName}:${line + 1}: ${text}`;
  });
}

/** Runs an example in its folder; rejects, with its output, if it fails. */
export async function runExample(folder: string, code: string): Promise<void> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await writeFile(join(folder, 'example.js'), outputText);
  await promisify(execFile)(process.execPath, ['example.js'], { cwd: folder });
}
