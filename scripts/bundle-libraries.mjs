// Bundles dist/report/libraries.js, which names the libraries that report pages are drawn with, with
// what it uses of them, so that nobody who installs the package has to install them (decision 097).
// Their licences go into a file next to it. Run by `npm run build`, after the compiler.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const file = `${root}dist/report/libraries.js`;

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [file],
  outfile: file,
  allowOverwrite: true,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  metafile: true,
  logLevel: 'warning',
});

const packages = Object.keys(metafile.inputs)
  .map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0])
  .filter((folder) => folder !== undefined);
const licences = await Promise.all([...new Set(packages)].sort().map(licenceOf));
await writeFile(`${root}dist/report/libraries.LICENSES.txt`, licences.join('\n'));

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(`${root}${folder}package.json`, 'utf8'),
  );
  const named = (await readdir(root + folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (named === undefined) throw new Error(`${name} comes without the text of its licence`);
  return `${name} ${version} (${license})\n\n${await readFile(root + folder + named, 'utf8')}\n`;
}
