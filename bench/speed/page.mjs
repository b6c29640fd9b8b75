// Writes docs/performance.md from what `npm run bench`, bench/speed/rivals/run.mjs, bench/speed/builds.mjs,
// bench/speed/growth.mjs and bench/speed/starts.mjs measured: no figure is typed by hand. A section whose measurements are not kept
// here stays as it is.
import { existsSync, readFileSync } from 'node:fs';
import { keptSections, outputFolder, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

wordsOf('bench/speed/page.mjs');
const output = outputFolder('speed');

const read = (name) => {
  const file = `${output}${name}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
};
const results = read('results');
const growth = read('growth');
const rivals = read('rivals');
const builds = read('builds');
const starts = read('starts');
const section = keptSections('performance.md');
/** Multiply-adds of WideResNet-50 up to layer3 at 224 × 224, from the shapes of its convolutions. */
const WIDE_GIGAMACS = 9.187;

const seconds = (value) => `${value.toFixed(1)} s`;
const ms = (value) => `${value.toFixed(1)} ms`;
const megabytes = (value) => `${value.toFixed(0)} MB`;
const times = (value) => `${value.toFixed(1)} ×`;
const percent = (value) => `${(100 * value).toFixed(0)} %`;

writePage(
  'performance.md',
  [
    `# Performance

Made by \`npm run bench\`, \`node bench/speed/rivals/run.mjs\`, \`node bench/speed/builds.mjs\`, \`node bench/speed/growth.mjs\`, \`node bench/speed/starts.mjs\` and \`node bench/speed/page.mjs\`, on a shared machine with 2 threads: compare the ratios, each of which comes from one run, and read the times as orders of magnitude. How it is done: [decision 002](decisions/002-exact-search-and-selection.md), [006](decisions/006-threads.md), [007](decisions/007-bounded-fits.md), [008](decisions/008-int8.md), [076](decisions/076-selections-on-threads.md).
`,
    againstOthers() ?? kept('Against other programs'),
    ...(results === null
      ? [
          kept('WideResNet-50 against the published algorithm'),
          kept('The coreset stage alone'),
          kept('The default backbone'),
          kept('The exact search'),
        ]
      : [wide(), coreset(), own(), search()]),
    againstBuild() ?? kept('Against an earlier build'),
    starts === null ? kept('The first line of a command') : firstLines(starts),
    growth === null ? kept('What grows with what') : grows(),
  ]
    .filter((part) => part !== null)
    .join('\n'),
);

/** A section as it is on the page. */
function kept(heading) {
  const text = section(heading);
  return text === null ? null : `${text}\n`;
}

function againstBuild() {
  if (builds === null) return null;
  const { other, images, machine, date, sizes } = builds;
  const pairs = Object.values(sizes).map(({ inspect }) => inspect.this.length);
  const row = ({ side, bankRows, ms: own, searchMs, fit, ratio, fitRatio }) =>
    `| ${[
      `${side}²`,
      bankRows,
      ms(own.other),
      ms(own.this),
      times(ratio),
      ms(searchMs.other),
      ms(searchMs.this),
      seconds(fit.other.seconds),
      seconds(fit.this.seconds),
      times(fitRatio),
      megabytes(fit.other.peakMegabytes),
      megabytes(fit.this.peakMegabytes),
    ].join(' | ')} |`;
  return `## Against an earlier build

This build against ${other}, on ${images}, the default backbone; inspections in ${[...new Set([Math.min(...pairs), Math.max(...pairs)])].join(' to ')} alternating pairs of processes, medians, without decoding; one fit each, calibration included. ${machine}, ${date}. The scores of a search are the same to the bit ([decisions 107](decisions/107-bounds-in-8-and-16-bits.md) and [121](decisions/121-bounds-by-the-triangle-inequality.md)); the fits differ in their calibration ([104](decisions/104-calibration-leaves-out-one-image.md)).

| side | bank rows | inspect before | now | ratio | search before | now | fit before | now | ratio | peak before | now |
|---|---|---|---|---|---|---|---|---|---|---|---|
${Object.values(sizes)
  .sort((a, b) => a.side - b.side)
  .map(row)
  .join('\n')}
`;
}

function firstLines({ other, machine, date, runs, emptySeconds, rows }) {
  const cpu = (value) => `${value.toFixed(2)} s`;
  return `## The first line of a command

Processor time of whole processes that print help or an error, this build against ${other}; medians of ${runs} alternating runs, ${machine}, ${date}. Wished: 0.15 s. An empty program takes ${cpu(emptySeconds)}. How: [decision 108](decisions/108-options-apart-from-actions.md).

| | before | now |
|---|---|---|
${rows.map((row) => `| \`nominal ${row.line}\` | ${cpu(row.other)} | ${cpu(row.this)} |`).join('\n')}
`;
}

function againstOthers() {
  if (rivals === null) return null;
  const { programs, installed, versions, runs, images, threads, machine, date } = rivals;
  const { nominal } = programs;
  const columns = [
    ['original', programs.original, null, null],
    ['anomalib', programs.anomalib, programs.anomalib, installed.anomalib],
    ['… OpenVINO, float32', programs.anomalibOpenvino, programs.anomalib, installed.anomalib],
    ['… OpenVINO, its choice', programs.anomalibOpenvinoAuto, null, null],
    ['AnomaVision', programs.anomavision, programs.anomavision, installed.anomavision],
    ['nominal', nominal, nominal, installed.nominal],
    ['nominal, int8', programs.nominalInt8, programs.nominalInt8, null],
  ].filter(([, program]) => program !== undefined);
  const row = (name, unit, own, valueOf) => [
    name,
    ...columns.map((column) => {
      const value = valueOf(column);
      if (value === null || value === undefined) return '';
      return value === own ? unit(value) : `${unit(value)} (${times(value / own)})`;
    }),
  ];
  const fit =
    (key) =>
    ([, one, fitted]) =>
      (fitted ?? one)?.fit?.[key];
  const inspect =
    (key) =>
    ([, one]) =>
      one?.inspect?.[key];
  // One run on a machine that others use says nothing by the clock.
  const byClock = (...cells) => (runs < 3 ? [] : [row(...cells)]);
  const sizeOf = ([, , , size]) => size?.megabytesWithoutCards ?? size?.megabytes;
  const rows = [
    ...byClock('fit', seconds, nominal.fit.fitSeconds, fit('fitSeconds')),
    row('fit, processor time', seconds, nominal.fit.processorSeconds, fit('processorSeconds')),
    row('fit, peak memory', megabytes, nominal.fit.peakMegabytes, fit('peakMegabytes')),
    ...byClock('inspect', ms, nominal.inspect.msPerImage, inspect('msPerImage')),
    row(
      'inspect, processor time',
      ms,
      nominal.inspect.processorMsPerImage,
      inspect('processorMsPerImage'),
    ),
    row('inspect, peak memory', megabytes, nominal.inspect.peakMegabytes, inspect('peakMegabytes')),
    ...byClock(
      'start to first answer',
      ms,
      nominal.inspect.firstAnswerMs,
      inspect('firstAnswerMs'),
    ),
    row('installed', megabytes, installed.nominal.megabytes, sizeOf),
  ];
  const named = Object.entries(versions).map(([name, version]) => {
    const [what, of] = name.slice(0, -1).split(' (');
    return what === of ? `${what} ${version}` : `${what} ${version} with ${of}`;
  });
  return `## Against other programs

Made by \`node bench/speed/rivals/run.mjs\` on ${date}, ${machine}: ${named.join(', ')}. WideResNet-50 with the same random weights, ${images} images of 1024², resized to 256 and cropped to 224, a bank of 10 % (${nominal.fit.bankRows} rows), ${threads === 1 ? 'one thread' : `${threads} threads`} each, ${runs === 1 ? 'one run' : `medians of ${runs} runs in turns`}, each in a process of its own. In brackets: times nominal's in float32.${runs < 3 ? ' Others used the machine meanwhile, so times by the clock are left out; processor times grow by up to two thirds then.' : ''}

| | ${columns.map(([name]) => name).join(' | ')} |
|---${'|---'.repeat(columns.length)}|
${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

- nominal's fit includes the threshold's calibration on banks that have not seen the images. The others are fitted from good images alone too, and set no threshold then.
- anomalib: its Engine and inferencers, without validation; a coreset in sparse projections; 1,536 values a row to nominal's and the original's 1,024. It leaves no antialiasing in what it exports, so its scores there differ.
- All ran with glibc's \`MALLOC_MMAP_THRESHOLD_\` at 1 MB: without it the heap of anomalib's selection may grow by megabytes with every pick (30 images filled 24 GB once).
- OpenVINO runs a float32 model in bfloat16 where the processor has it, unless it is told not to: "its choice".
- AnomaVision: all patches and 10 % of them, as the others; by default it keeps at most 2,048 rows of a grid of 14². It compares by cosine, in PyTorch.
- Installed: packages below site-packages or node_modules, without Python and Node. PyPI's PyTorch brings packages for graphics cards on Linux, which are left out here; with them it is ${megabytes(installed.anomalib.megabytes)} for anomalib and ${megabytes(installed.anomavision.megabytes)} for AnomaVision.
- Wished: 5 × in fit and 2 × in inspection against OpenVINO, a quarter of memory and of installed size.
`;
}

function wide() {
  const { wideResNet, machine } = results;
  if (!wideResNet) return null;
  const { reference: theirs, nominal: ours, ratios } = wideResNet;
  const withoutCalibration = ours.fit.fitSeconds - ours.fit.calibrateSeconds;
  const rows = [
    ['fit, calibration included', seconds, theirs.fit.fitSeconds, ours.fit.fitSeconds, 6],
    ['fit without calibration', seconds, theirs.fit.fitSeconds, withoutCalibration],
    ['… patch features', seconds, theirs.fit.extractSeconds, ours.fit.extractSeconds],
    ['… coreset', seconds, theirs.fit.coresetSeconds, ours.fit.coresetSeconds, 20],
    ['peak memory of fit', megabytes, theirs.fit.peakMegabytes, ours.fit.peakMegabytes, 3],
    ['inspect, float32', ms, theirs.inspect.msPerImage, ours.inspect.msPerImage, 2.5],
    ['inspect, int8', ms, theirs.inspect.msPerImage, ours.inspectInt8.msPerImage, 5],
  ];
  const stages = ({ stages: s }) =>
    `decode ${ms(s.decodeMs)}, preprocess ${ms(s.preprocessMs)}, network ${ms(s.extractMs)}, search ${ms(s.searchMs)}, map and regions ${ms(s.scoreMs)}`;
  return `## WideResNet-50 against the published algorithm

Random weights, ${machine.images} images of 1024², crop of 224, bank 10 % (${ours.fit.bankRows} rows), medians of ${machine.runs} alternating runs. The reference is the original code's steps in PyTorch and faiss (\`bench/speed/reference.py\`), 2.15.0 and 1.15.1 of PyPI on 2026-12-01 and Debian's before; it calibrates nothing.

| | reference | nominal | ratio | wished |
|---|---|---|---|---|
${rows.map(([name, unit, a, b, wished]) => `| ${name} | ${unit(a)} | ${unit(b)} | ${times(a / b)} | ${wished === undefined ? '' : `≥ ${wished} ×`} |`).join('\n')}

Stages of an inspection, float32: ${stages(ours.inspect)}; int8: ${stages(ours.inspectInt8)}. Fit ratio without calibration, which the reference does not have: ${times(ratios.fitWithoutCalibration)}.

The network's own multiply-adds are ${WIDE_GIGAMACS} G an image. At the ${results.search.gigaflops.toFixed(0)} GFLOP/s that a large product reaches on this machine they would take ${ms((2000 * WIDE_GIGAMACS) / results.search.gigaflops)}; ONNX Runtime's convolutions reach ${((2 * WIDE_GIGAMACS) / (ours.inspect.stages.extractMs / 1000)).toFixed(0)} GFLOP/s and the network takes ${ms(ours.inspect.stages.extractMs)}, ${percent(ours.inspect.stages.extractMs / ours.inspect.msPerImage)} of an inspection. In float32 little is left to gain there; what remains is decoding and the search's kernels, which run on one core.
`;
}

function coreset() {
  if (!results.coreset) return null;
  const lines = results.coreset.map(
    (c) =>
      `| ${c.images} | ${c.rows} | ${seconds(c.referenceSeconds)} | ${seconds(c.coresetSeconds)} | ${times(c.ratio)} | ${c.samePicks} of ${c.comparedPicks} | ${percent(c.evaluationsShare)} |`,
  );
  return `## The coreset stage alone

Patch features of the default backbone at 224², projected to 128 values, bank 10 %. The reference passes over all rows for every pick, so its time is that of ${results.coreset[0].comparedPicks} picks, scaled. Evaluations: of rows × picks.

| images | rows picked | reference | nominal | ratio | same picks | evaluations |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

function own() {
  const { fit, inspect } = results.default;
  const { stages: s } = inspect;
  return `## The default backbone

224², 1024² PNG, a bank of ${fit.bankRows} rows. Fit ${seconds(fit.fitSeconds)} for ${fit.images} images (patch features ${seconds(fit.extractSeconds)}, coreset ${seconds(fit.coresetSeconds)}, calibration ${seconds(fit.calibrateSeconds)}), peak memory ${megabytes(fit.peakMegabytes)}. Inspect ${ms(inspect.msPerImage)} an image one at a time (wished: 27 ms): decode ${ms(s.decodeMs)}, preprocess ${ms(s.preprocessMs)}, network ${ms(s.extractMs)}, search ${ms(s.searchMs)}, map and regions ${ms(s.scoreMs)}. In a stream ${ms(inspect.msPerImageStreaming)} where one at a time took ${ms(inspect.meanMsOneAtATime)} in the mean, so ${times(inspect.meanMsOneAtATime / inspect.msPerImageStreaming)} the rate; with a worker a core (\`--workers\`) ${ms(inspect.msPerImageSideBySide)}, ${times(inspect.meanMsOneAtATime / inspect.msPerImageSideBySide)} the rate (wished: 1.5 ×). Model loaded and first image answered after ${ms(inspect.firstAnswerMs)} (wished: 1 s).
`;
}

function search() {
  const lines = results.search.sizes.map(
    (r) => `| ${r.rows} | ${ms(r.productMs)} | ${ms(r.searchMs)} | ${times(r.ratio)} |`,
  );
  return `## The exact search

${results.search.sizes[0].queries} patches of 1,024 values in banks of real patch features, against one float32 product of all pairs in ONNX Runtime (wished from 5,000 rows on: 10 ×).

| bank rows | plain product | exact search | ratio |
|---|---|---|---|
${lines.join('\n')}
`;
}

function grows() {
  if (growth.length === 0) return null;
  const byBank = growth.filter(({ options }) => options.bankRows !== undefined);
  const lines = growth
    .filter((g) => !byBank.includes(g))
    .map(
      (g) =>
        `| ${g.images} | ${g.side}² | ${g.options.shardImages ?? 1000} | ${seconds(g.fitSeconds)} | ${megabytes(g.peakMegabytes)} | ${g.bankRows} | ${megabytes(g.modelMegabytes)} | ${ms(g.inspectMs)} | ${g.coveringRadius.toFixed(2)} | ${g.threshold.toFixed(3)} |`,
    );
  const large = growth.filter(({ images, side }) => side === 224 && images >= 1000);
  const peak = Math.max(...large.map(({ peakMegabytes }) => peakMegabytes));
  const most = Math.max(...large.map(({ images }) => images));
  const unionMegabytes = (((10_000 - most) / 500) * 5000 * 512) / 1e6;
  const beyond =
    most < 10_000
      ? `: 10,000 images in such shards would take about ${megabytes(peak + unionMegabytes)}`
      : '';
  const perImage =
    large.length < 2
      ? ''
      : ` In shards it hardly grows: the peak was ${large.map((g) => `${megabytes(g.peakMegabytes)} for ${g.images} images`).join(', ')}. A further shard adds its coreset to the union, here 5,000 rows of 512 bytes in memory, and the union is reduced beyond 400,000 rows${beyond}.`;
  return `## What grows with what

Generated tiles as raw frames of the network's own size, default backbone, one process a row. Shard: images whose patches are held at once. Beyond one shard the covering radius is the bound of the two selections together. The fits of 1,000 images and more are of the build before products of a selection stayed in the runtime (decision 002) and before shards shared their memory (decision 007); 1,200 images in shards of 500 took 785 MB before that and 551 MB since.

| images | side | shard | fit | peak memory | bank rows | model | inspect | covering radius | threshold |
|---|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}

In one shard memory grows by the projected rows, 0.42 MB an image at 784 patches${withBank(growth)}.${perImage} Patches, and with them everything, grow with the square of the side. The selection's work grows with rows × bank, the search's with the bank's rows, the model file with 4 kB a row.
${byBank.length === 0 ? '' : bankTable(byBank)}`;
}

/** Memory that an image adds if the bank grows with the images, from two fits that differ in nothing else. */
function withBank(rows) {
  const plain = (images) =>
    rows.find((g) => g.images === images && g.side === 224 && Object.keys(g.options).length === 0);
  const [small, large] = [plain(100), plain(200)];
  if (small === undefined || large === undefined) return '';
  const each = (large.peakMegabytes - small.peakMegabytes) / (large.images - small.images);
  return `, and by the bank where that is a share of the patches: ${each.toFixed(1)} MB an image in all from ${small.images} to ${large.images} images`;
}

function bankTable(rows) {
  const lines = rows.map(
    (g) =>
      `| ${g.bankRows} | ${seconds(g.fitSeconds)} | ${megabytes(g.peakMegabytes)} | ${megabytes(g.modelMegabytes)} | ${ms(g.inspectMs)} | ${g.coveringRadius.toFixed(2)} |`,
  );
  return `
The bank alone: ${rows[0].images} of the same images.

| bank rows | fit | peak memory | model | inspect | covering radius |
|---|---|---|---|---|---|
${lines.join('\n')}
`;
}
