// nominal against the programs that people use for PatchCore: the original's steps, anomalib in PyTorch
// and exported to OpenVINO, and AnomaVision. All get the same random weights of WideResNet-50, images,
// input, share of rows and threads (OMP_NUM_THREADS), run in processes of their own, one after the other,
// in turns. The Python packages are installed from PyPI into FOLDER, about 11 GB, and kept there.
// Writes bench/output/speed/rivals.json; bench/speed/page.mjs writes the page. Where PyPI is out of
// reach nothing is written, and the figures on the page stay.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin, machine, outputFolder } from '../../shared/checkout.mjs';
import { median } from '../../shared/figures.mjs';
import { wordsOf } from '../../shared/wordsOf.mjs';

const folder = resolve(wordsOf('bench/speed/rivals/run.mjs FOLDER')[0]);
const runs = Number(process.env.BENCH_RUNS ?? 3);
const imageCount = Number(process.env.BENCH_IMAGES ?? 60);
const threads = process.env.OMP_NUM_THREADS ?? '2';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const inFolder = (name) => join(folder, name);
const env = {
  ...process.env,
  OMP_NUM_THREADS: threads,
  NOMINAL_HOME: inFolder('nominal-home'),
  // Without it the heap of anomalib's selection may grow by some megabytes with every pick: its copies of
  // all rows, where they are below 32 MB, and the small tensors that it keeps then share one heap.
  MALLOC_MMAP_THRESHOLD_: '1048576',
};

mkdirSync(folder, { recursive: true });
const pythons = { anomalib: environment('anomalib'), anomavision: environment('anomavision') };
const data = inFolder(`metal_plate-${imageCount}`);
const [train, test] = [`${data}/train/good`, `${data}/test/good`];
prepare();

/** How each program fits and inspects; those without a fit use the one before. */
const programs = {
  original: {
    fit: () => python('anomalib', '../reference.py', 'fit', folder, train, inFolder('original')),
    inspect: () =>
      python('anomalib', '../reference.py', 'inspect', folder, inFolder('original'), test),
  },
  anomalib: {
    fit: () =>
      python(
        'anomalib',
        'with_anomalib.py',
        'fit',
        inFolder('wide.pth'),
        data,
        output('anomalib-out'),
      ),
    inspect: () =>
      python('anomalib', 'with_anomalib.py', 'inspect', 'torch', inFolder('anomalib-out'), test),
  },
  anomalibOpenvino: { inspect: () => inspectOpenvino('f32') },
  anomalibOpenvinoAuto: { inspect: () => inspectOpenvino('auto') },
  anomavision: {
    fit: () =>
      python(
        'anomavision',
        'with_anomavision.py',
        'fit',
        inFolder('wide.pth'),
        data,
        output('anomavision-out'),
      ),
    inspect: () =>
      python('anomavision', 'with_anomavision.py', 'inspect', inFolder('anomavision-out'), test),
  },
  nominal: { fit: () => fitNominal('float32'), inspect: () => inspectNominal('float32') },
  nominalInt8: { fit: () => fitNominal('int8'), inspect: () => inspectNominal('int8') },
};

const results = Object.fromEntries(
  Object.keys(programs).map((name) => [name, { fit: [], inspect: [] }]),
);
for (let run = 0; run < runs; run++) {
  for (const [name, modes] of Object.entries(programs)) {
    for (const [mode, measure] of Object.entries(modes)) {
      const measured = measure();
      results[name][mode].push(measured);
      console.log(run, name, mode, JSON.stringify({ ...measured, imageScores: undefined }));
    }
  }
}
const written = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  threads: Number(threads),
  runs,
  images: imageCount,
  versions: { ...versionsOf('anomalib'), ...versionsOf('anomavision') },
  programs: Object.fromEntries(
    Object.entries(results).map(([name, { fit, inspect }]) => [
      name,
      { fit: fit.length === 0 ? null : medians(fit), inspect: medians(inspect) },
    ]),
  ),
  installed: {
    anomalib: sizesOf('anomalib'),
    anomavision: sizesOf('anomavision'),
    nominal: installedNominal(),
  },
};
writeFileSync(`${outputFolder('speed')}rivals.json`, `${JSON.stringify(written, null, 1)}\n`);

/** The Python of a virtual environment with the packages that the file NAME.txt pins. */
function environment(name) {
  const path = inFolder(`${name}/bin/python`);
  if (existsSync(path)) return path;
  execFileSync('python3', ['-m', 'venv', inFolder(name)]);
  const words = ['-m', 'pip', 'install', '--no-cache-dir', '-r', here(`${name}.txt`)];
  const { status } = spawnSync(path, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return path;
  rmSync(inFolder(name), { recursive: true });
  console.error(`${name} cannot be installed: the figures in docs/performance.md stay.`);
  process.exit(1);
}

/** Images and weights, once. */
function prepare() {
  node('../images.mjs', data, imageCount, 1024);
  if (existsSync(inFolder('nominal-home'))) return;
  call(pythons.anomalib, here('weights.py'), folder);
  const words = ['backbone', 'add', inFolder('wide.pth'), '--arch', 'wide_resnet50_2'];
  call(process.execPath, bin, ...words, '--name', 'wide', '--quiet');
}

/** An empty folder for what a fit writes. */
function output(name) {
  rmSync(inFolder(name), { recursive: true, force: true });
  mkdirSync(inFolder(name));
  return inFolder(name);
}

function inspectOpenvino(precision) {
  const words = ['inspect', precision, inFolder('anomalib-out'), test];
  return python('anomalib', 'with_anomalib.py', ...words);
}

function fitNominal(precision) {
  const model = inFolder(`${precision}.nominal`);
  return node('../nominal.mjs', 'fit', 'wide', train, model, JSON.stringify({ precision }));
}

function inspectNominal(precision) {
  const { fromStartMs, ...measured } = node(
    '../nominal.mjs',
    'inspect',
    inFolder(`${precision}.nominal`),
    test,
  );
  return { ...measured, firstAnswerMs: fromStartMs };
}

function python(name, script, ...args) {
  return JSON.parse(
    call(pythons[name], here(script), ...args)
      .trim()
      .split('\n')
      .at(-1),
  );
}

function node(script, ...args) {
  const printed = call(process.execPath, here(script), ...args).trim();
  return printed === '' ? null : JSON.parse(printed);
}

function call(command, ...args) {
  return execFileSync(command, args.map(String), {
    encoding: 'utf8',
    env,
    cwd: folder,
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function medians(measured) {
  const numbers = Object.entries(measured[0]).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(numbers.map(([key]) => [key, median(measured.map((one) => one[key]))]));
}

function versionsOf(name) {
  const wanted = ['anomalib', 'anomavision', 'openvino', 'torch'];
  const listed = JSON.parse(call(pythons[name], '-m', 'pip', 'list', '--format', 'json'));
  const found = listed.filter((one) => wanted.includes(one.name.toLowerCase()));
  return Object.fromEntries(found.map((one) => [`${one.name} (${name})`, one.version]));
}

/** Megabytes of the installed packages: all, and without those for graphics cards, which PyPI's PyTorch brings on Linux. */
function sizesOf(name) {
  const packages = call(
    pythons[name],
    '-c',
    'import sysconfig; print(sysconfig.get_paths()["purelib"])',
  ).trim();
  const without = ['pip', 'setuptools', '__pycache__'].map((one) => `--exclude=${one}`);
  const cards = ['nvidia', 'triton', 'cuda', 'libtorch_cuda*', 'libc10_cuda*'];
  return {
    megabytes: megabytesOf(packages, ...without),
    megabytesWithoutCards: megabytesOf(
      packages,
      ...without,
      ...cards.map((one) => `--exclude=${one}`),
    ),
  };
}

/** As npm installs it, from this checkout's package and the registry. */
function installedNominal() {
  const work = mkdtempSync(join(tmpdir(), 'nominal-size-'));
  const npm = (cwd, ...words) => execFileSync('npm', words, { cwd, encoding: 'utf8' }).trim();
  try {
    const quiet = ['--silent', '--ignore-scripts'];
    const packed = npm(root, 'pack', ...quiet, '--pack-destination', work)
      .split('\n')
      .at(-1);
    npm(work, 'install', ...quiet, '--no-audit', '--no-fund', join(work, packed));
    return { megabytes: megabytesOf(join(work, 'node_modules')) };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function megabytesOf(path, ...options) {
  return Number(call('du', '-sm', ...options, path).split('\t')[0]);
}
