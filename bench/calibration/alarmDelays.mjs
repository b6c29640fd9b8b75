// Simulates the tests for drift and for rejects: false alarms of a good process, and images until an alarm
// after a change; prints the figures of decision 100.
//
//   node bench/calibration/alarmDelays.mjs
import {
  DriftTest,
  highestRejectShare,
  Random,
  RejectTest,
  ScoreCalibration,
  toleratedFalls,
} from '../../dist/core/index.js';
import { wordsOf } from '../shared/wordsOf.mjs';

wordsOf('bench/calibration/alarmDelays.mjs');
const random = new Random(5);
const RATE = 0.01;
const NEVER = 3000;

/** Scores about 10 with a deviation of 1, higher by a shift. */
const score = (shift = 0) => 10 + shift + random.gaussian();
const scores = (count) => Float32Array.from({ length: count }, () => score());
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const repeated = (times, run) => Array.from({ length: times }, (_, seed) => run(seed));

/** Images until an alarm; NEVER without one. */
function delay(next, most = NEVER) {
  for (let images = 1; images <= most; images++) if (next()) return images;
  return NEVER;
}

for (const rate of [0.05, 0.01]) {
  const alarms = repeated(1000, (seed) => {
    const test = new DriftTest(scores(60), rate, { toleratedFall: 0, seed });
    return delay(() => test.add(score()).drifted, 600) < NEVER;
  });
  console.log(`drift: ${alarms.filter(Boolean).length / 10} % false alarms at ${100 * rate} %`);
}
for (const before of [0, 500]) {
  for (const shift of [1, 2, 3, -1, -2, -3]) {
    const delays = repeated(60, (seed) => {
      const test = new DriftTest(scores(100), RATE, {
        toleratedFall: toleratedFalls['leave-one-out'],
        seed,
      });
      for (let i = 0; i < before; i++) test.add(score());
      return delay(() => test.add(score(shift)).drifted);
    });
    console.log(`drift: ${before} images, then ${shift} deviations: ${median(delays)} images`);
  }
}
for (const images of [20, 99, 399]) {
  const calibrated = Float32Array.from({ length: images }, (_, i) => i);
  const { threshold } = new ScoreCalibration(calibrated).threshold(RATE);
  const share = highestRejectShare(calibrated, threshold);
  const delayed = (rejected, before, most) => {
    const test = new RejectTest(share, RATE);
    for (let i = 0; i < before; i++) test.add(random.uniform() < RATE);
    return delay(() => test.add(random.uniform() < rejected).alarm, most);
  };
  const alarms = repeated(1000, () => delayed(share, 0, 2000) < NEVER);
  console.log(
    `rejects: ${images} images, up to ${(100 * share).toFixed(1)} %: ${alarms.filter(Boolean).length / 10} % false alarms at 1 %`,
  );
  for (const before of [0, 1000]) {
    for (const rejected of [0.9, 0.5, 0.25, 0.1]) {
      const delays = repeated(100, () => delayed(rejected, before));
      console.log(
        `rejects: ${images} images, ${before} good, then ${100 * rejected} % rejected: ${median(delays)} images`,
      );
    }
  }
}
