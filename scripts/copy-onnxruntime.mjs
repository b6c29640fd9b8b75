// Puts ONNX Runtime's binding for Node, as the npm packages onnxruntime-node and onnxruntime-common
// hold it, into dist/onnxruntime, so that it travels in the package: the binding's own install script
// would fetch CUDA libraries from outside the registry, and no package can keep a dependency's script
// from running at its users (decision 080). Run by `npm run build`.
import {
  appendFile,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const target = fileURLToPath(new URL('../dist/onnxruntime/', import.meta.url));

const { name, version, license, author, repository } = JSON.parse(
  await readFile(`${modules}onnxruntime-node/package.json`, 'utf8'),
);

await rm(target, { recursive: true, force: true });
await copySources('onnxruntime-common/dist/cjs', 'common');
await copySources('onnxruntime-node/dist', 'dist');
await linkBinaries();
// No scripts and no dependencies: nothing here is for a package manager.
const description = 'What nominal-vision carries of onnxruntime-node and onnxruntime-common';
const manifest = { name, version, description, license, author, repository, type: 'commonjs' };
await writeFile(`${target}package.json`, `${JSON.stringify(manifest, null, 2)}\n`);

/**
 * The JavaScript and its types. The binding gets a copy of onnxruntime-common of its own: where a
 * program has another binding, too, both could not register with one copy.
 */
async function copySources(from, to) {
  for (const file of await filesBelow(`${modules}${from}/`)) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    const text = await readFile(`${modules}${from}/${file}`, 'utf8');
    await mkdir(dirname(`${target}${to}/${file}`), { recursive: true });
    await writeFile(
      `${target}${to}/${file}`,
      text
        .replaceAll(/(["'])onnxruntime-common\1/g, '$1../common/index.js$1')
        .replace(/\n\/\/# sourceMappingURL=.*/, ''),
    );
  }
}

/**
 * The native parts for all systems, less the second copy of a library under its full version. They
 * are 245 MB: in a checkout they take no space a second time, where links can be made.
 */
async function linkBinaries() {
  const from = `${modules}onnxruntime-node/bin/`;
  for (const file of await filesBelow(from)) {
    if (file.endsWith(`/libonnxruntime.${version}.dylib`)) continue;
    const to = `${target}bin/${file}`;
    await mkdir(dirname(to), { recursive: true });
    if (file.endsWith('.node')) await copyBinding(from + file, to);
    else await link(from + file, to).catch(() => copyFile(from + file, to));
  }
}

/**
 * A binding that one process loads from two places as one and the same file ends the process, and pnpm
 * keeps equal files of two packages as one. So this one differs, where what follows the end of a
 * library is of no account: Linux.
 */
async function copyBinding(from, to) {
  await copyFile(from, to);
  if (to.includes('/linux/')) await appendFile(to, '\nnominal-vision\n');
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').replaceAll('//', '/'))
    .map((path) => path.slice(folder.replaceAll('\\', '/').length));
}
