/** The page of a fleet's figures, from the parts that have been run. */
export function fleetPage({ faults, upgrade, throughput, fits }, machine) {
  return `# Fleet benchmarks

Written by \`node bench/fleet/run.mjs\`; no figure is typed by hand. Generated caps of 256 × 256 as PNG, except in the last part; servers, workers and clients on one machine: ${machine}.

${faults === null ? missing('faults') : faultsSection(faults)}

${upgrade === null ? missing('upgrade') : upgradeSection(upgrade)}

${throughput === null ? missing('throughput') : throughputSection(throughput)}

${fits === null ? missing('fits') : fitsSection(fits)}
`;
}

const missing = (part) => `*The part \`${part}\` has not been run to its end.*`;

function faultsSection(figures) {
  return `## Faults

A station with \`--nats\` and \`--database\`, to which 16 cameras send images. One of ${figures.workers} workers is killed (SIGKILL) every ${figures.killEveryMs / 1000} s and replaced. The cluster has three NATS servers and three copies of each message; one server is stopped for 5 s and started again. PostgreSQL is restarted twice, once as after a crash.

${countTable(figures)}`;
}

function upgradeSection(figures) {
  return `## Everything replaced while it works

The same station. Each of ${figures.workers} workers is drained once its successor runs; then each of the three NATS servers is restarted, and then PostgreSQL.

${countTable(figures)}`;
}

function countTable(figures) {
  const rows = [
    ['images', figures.requests],
    ['decisions in the history', figures.decisions],
    ['images with two decisions', figures.decisionsTwice],
    ['images without a decision', figures.missing],
    ['results of workers', figures.results],
    ['of these judged', figures.judged],
    ['requests with two results', figures.resultsTwice],
    ['workers killed', figures.kills],
    ['workers drained and replaced', figures.drained],
    ['NATS servers stopped and started again', figures.serverStops],
    ['restarts of PostgreSQL', figures.databaseRestarts],
    ['requests given to more than one worker', figures.triedAgain],
    ['most workers that one request was given to', figures.mostTries],
    ['answers 429, after which the image was sent again', figures.refusals['429'] ?? 0],
    ['answers 503, after which the image was sent again', figures.refusals['503'] ?? 0],
    ['seconds', figures.seconds.toFixed(0)],
  ].filter(([, value]) => value !== undefined);
  return `| | |
| --- | --: |
${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}`;
}

function throughputSection({ images, rounds, perSecond, oneWorkerOfLibrary, twoWorkersOfLibrary }) {
  const row = (name, rate, ratio) => `| ${name} | ${rate.toFixed(1)} | ${ratio} |`;
  return `## Throughput

${images} images, all queued before the start; default settings, medians of ${rounds} alternating rounds; the first images of each run are not counted. A worker has one thread; the library's second row is two workers of its own with one thread each.

| | images a second | of the library's rate |
| --- | --: | --: |
${row('library, one thread', perSecond.library, '1')}
${row('one worker of a fleet', perSecond.workers1, oneWorkerOfLibrary.toFixed(2))}
${row('library, two threads side by side', perSecond.sideBySide, '1')}
${row('two workers of a fleet', perSecond.workers2, twoWorkersOfLibrary.toFixed(2))}`;
}

function fitsSection({ rows }) {
  const radius = (value) => (value === null ? '–' : value.toFixed(3));
  const lines = rows.map((row) => {
    const { name, way, shardImages, coveringRadius, shardRadii, bankRows, imageAuroc } = row;
    const same = rows.filter((other) => other.sha256 === row.sha256).length > 1;
    const radii = shardRadii.length === 0 ? '–' : radius(Math.max(...shardRadii));
    const bytes = way.startsWith('all') ? '–' : same ? 'yes' : 'no';
    return `| ${[name, way.startsWith('all') ? '–' : shardImages, way, bankRows, radii, radius(coveringRadius), imageAuroc.toFixed(4), bytes].join(' | ')} |`;
  });
  return `## Fits

The default settings, except for \`--resize 128x128\` on \`mtd\`. The bound of a bank from shards is the sum of the largest radius of a shard's coreset and the radius of the selection from their union: no patch is farther from the bank. In a fit of all images at once the radius is exact.

| data | images of a shard | fitted from | bank rows | largest radius of a shard | radius, or bound | image AUROC | same bytes on one machine and on workers |
| --- | --: | --- | --: | --: | --: | --: | --- |
${lines.join('\n')}`;
}
