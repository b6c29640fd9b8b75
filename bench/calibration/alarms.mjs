// Measures which changes of good images the tests for drift and for rejects notice, and after how many
// images, and prints the table of decision 100.
//
//   node bench/calibration/alarms.mjs DATA [SET]
//
// SET is plies (default), ball-screws or mtd. Good test images come unchanged, or changed in one way, again
// and again until there are 60.
import sharp from 'sharp';
import {
  DriftTest,
  highestRejectShare,
  Random,
  RejectTest,
  ScoreCalibration,
  toleratedFalls,
} from '../../dist/core/index.js';
import { fit, openDataset } from '../../dist/index.js';
import { shuffled } from '../shared/shuffled.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const IMAGES = 60;
const FALSE_ALARM_RATE = 0.01;
const RATE = 0.01;

const random = new Random(7);

/** Each value of an image mapped by itself; noise is the same in all channels. */
function mapped(map) {
  return async (path) => {
    const { data, info } = await sharp(path)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const changed = new Uint8ClampedArray(data.length);
    for (let i = 0; i < data.length; i += channels) {
      const noise = random.gaussian();
      for (let channel = i; channel < i + channels; channel++)
        changed[channel] = map(data[channel], noise);
    }
    return { width, height, channels, data: new Uint8Array(changed.buffer) };
  };
}

const changes = {
  unchanged: (path) => path,
  'blurred by 2 px': (path) => sharp(path).blur(2).png().toBuffer(),
  'blurred by 1 px': (path) => sharp(path).blur(1).png().toBuffer(),
  'JPEG of quality 10': (path) => sharp(path).jpeg({ quality: 10 }).toBuffer(),
  'JPEG of quality 30': (path) => sharp(path).jpeg({ quality: 30 }).toBuffer(),
  'noise of 10 levels': mapped((value, noise) => value + 10 * noise),
  'noise of 20 levels': mapped((value, noise) => value + 20 * noise),
  'video range': mapped((value) => 16 + (219 * value) / 255),
  'darker by 30 %': mapped((value) => 0.7 * value),
  'brighter by 20 %': mapped((value) => 1.2 * value),
};

const [data, set = 'plies'] = wordsOf('bench/calibration/alarms.mjs DATA [SET]');
const [category] = await openDataset(`${data}/${set}`, { seed: 0 });
const pathsOf = (samples) => samples.map(({ path }) => path);
const good = shuffled(pathsOf(category.train), 0).slice(0, 120);
const ownGood = shuffled(pathsOf(category.testGood), 1).slice(0, IMAGES);
const detector = await fit(good, { falseRejectRate: RATE });
const { imageScores, method } = detector.model.calibration;
const fitted = Float32Array.from(imageScores);

const scores = {};
for (const [name, change] of Object.entries(changes)) {
  scores[name] = [];
  for (let i = 0; i < IMAGES; i++) {
    const { imageScore } = await detector.inspect(await change(ownGood[i % ownGood.length]));
    scores[name].push(imageScore);
  }
}
await detector.close();

const own = Float32Array.from(scores.unchanged.slice(0, ownGood.length));
console.log(
  '| good images | mean score | rejected | alarm of rejects | drift | rejected, calibrated | alarm of rejects | drift |\n' +
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
);
for (const [name, values] of Object.entries(scores)) {
  const asFitted = alarms(values, fitted, toleratedFalls[method]);
  const calibrated = alarms(values, own, toleratedFalls['held-out']);
  const share = mean(values) / mean(scores.unchanged) - 1;
  // Against the same images unchanged.
  const change = `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(0)} %`;
  console.log(`| ${[name, change, ...asFitted, ...calibrated].join(' | ')} |`);
}

/** What the tests say of scores in their order. */
function alarms(values, calibrationScores, toleratedFall) {
  const calibration = new ScoreCalibration(calibrationScores);
  const { threshold, extrapolated } = calibration.threshold(RATE);
  const reference = calibration.passing(threshold, extrapolated);
  const drift = new DriftTest(reference, FALSE_ALARM_RATE, { toleratedFall });
  const rejects = new RejectTest(
    highestRejectShare(calibrationScores, threshold),
    FALSE_ALARM_RATE,
  );
  let [driftAfter, rejectsAfter, rejected] = [null, null, 0];
  for (const [i, score] of values.entries()) {
    if (score <= threshold) drift.add(score);
    else rejected++;
    if (rejects.add(score > threshold).alarm) rejectsAfter ??= i + 1;
    if (drift.state.drifted) driftAfter ??= `${drift.state.direction}, ${i + 1}`;
  }
  return [`${rejected} of ${values.length}`, rejectsAfter ?? '–', driftAfter ?? '–'];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
