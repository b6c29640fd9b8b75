// One measured run of nominal, in a process of its own so that its peak memory is its own.
//
//   node bench/speed/nominal.mjs fit BACKBONE IMAGES MODEL [options as JSON]
//   node bench/speed/nominal.mjs inspect MODEL IMAGES
//
// Prints one JSON object, as bench/speed/reference.py does.
import { collectImages, Detector, fit } from 'nominal-vision';
import { median } from '../shared/figures.mjs';

const ROUNDS = 6;
const COUNTED_ROUNDS = 4;
const [mode, ...args] = process.argv.slice(2);
const threads = Number(process.env.OMP_NUM_THREADS ?? 2);
console.log(JSON.stringify(await (mode === 'fit' ? measureFit(...args) : measureInspect(...args))));

async function measureFit(backbone, images, model, options = '{}') {
  const paths = await collectImages([images]);
  /** @type {Record<string, number>} */
  const ends = {};
  const start = performance.now();
  const processorStart = process.cpuUsage();
  const onProgress = ({ phase }) => {
    ends[phase] = (performance.now() - start) / 1000;
  };
  const config = { backbone, resize: 256, crop: 224, ...JSON.parse(options) };
  const detector = await fit(paths, config, { onProgress, runtime: { threads } });
  const fitSeconds = (performance.now() - start) / 1000;
  const processorSeconds = processorMs(processorStart) / 1000;
  await detector.save(model);
  const result = {
    images: paths.length,
    fitSeconds,
    processorSeconds,
    extractSeconds: ends.extract,
    coresetSeconds: ends.coreset - ends.extract,
    calibrateSeconds: ends.calibrate - ends.coreset,
    bankRows: detector.model.bank.rows,
    coveringRadius: detector.model.coveringRadius,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
  await detector.close();
  return result;
}

async function measureInspect(model, images) {
  const paths = await collectImages([images]);
  const start = performance.now();
  const detector = await Detector.load(model, { runtime: { threads } });
  const scores = [];
  /** @type {Record<string, number[]>} */
  const stages = {};
  let firstAnswerMs = 0;
  let fromStartMs = 0;
  // Not counted: the first rounds, in which code is compiled. A production line inspects all day.
  for (let round = 0; round < ROUNDS; round++) {
    for (const path of paths) {
      const { imageScore, timing } = await detector.inspect(path);
      if (firstAnswerMs === 0) {
        firstAnswerMs = performance.now() - start;
        // Since the process started.
        fromStartMs = performance.now();
      }
      if (round === 0) scores.push(imageScore);
      if (round < ROUNDS - COUNTED_ROUNDS) continue;
      for (const [stage, ms] of Object.entries(timing)) (stages[stage] ??= []).push(ms);
    }
  }
  const singleStart = performance.now();
  const processorStart = process.cpuUsage();
  for (const path of paths) await detector.inspect(path);
  const processorMsPerImage = processorMs(processorStart) / paths.length;
  const singleMs = (performance.now() - singleStart) / paths.length;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const streamMs = await measureStream(detector, paths);
  await detector.close();
  const team = await Detector.load(model, { runtime: { threads, workers: threads } });
  const teamMs = await measureStream(team, paths);
  await team.close();
  const medians = Object.fromEntries(
    Object.entries(stages).map(([stage, all]) => [stage, median(all)]),
  );
  return {
    msPerImage: medians.totalMs,
    processorMsPerImage,
    meanMsOneAtATime: singleMs,
    msPerImageStreaming: streamMs,
    msPerImageSideBySide: teamMs,
    firstAnswerMs,
    fromStartMs,
    stages: medians,
    imageScores: scores,
    peakMegabytes,
  };
}

/** Processor time of all threads since then. */
function processorMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Milliseconds per image in a stream, after one pass in which code is compiled and threads start. */
async function measureStream(detector, paths) {
  const run = async (stream) => {
    for await (const result of detector.inspectAll(stream)) {
      if ('error' in result) throw result.error;
    }
  };
  await run(paths);
  const stream = Array.from({ length: COUNTED_ROUNDS }, () => paths).flat();
  const start = performance.now();
  await run(stream);
  return (performance.now() - start) / stream.length;
}
