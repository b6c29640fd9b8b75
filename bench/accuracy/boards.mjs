// Boards with components at fixed places, for the benchmarks of parts that lie alike.
import { Random } from '../../dist/core/random/index.js';

/** Sides of a board's image, and of a component, in pixels. */
export const BOARD_PX = 256;
const COMPONENT_PX = 28;

/** Gray value of a kind of component at x, y from its center, in halves of its side. */
const looks = [
  (x, y) => (Math.hypot(x, y) < 1 ? 215 : null),
  (x, y) => (Math.max(Math.abs(x), Math.abs(y)) < 0.9 ? 45 : null),
  (x, y) => (Math.abs(y) < 0.6 ? (Math.floor((x + 1) * 4) % 2 === 0 ? 200 : 60) : null),
  (x, y) => (Math.hypot(x, y) < 1 && Math.hypot(x, y) > 0.5 ? 60 : null),
  (x, y) => (Math.abs(x) < 0.6 ? (Math.floor((y + 1) * 4) % 2 === 0 ? 190 : 80) : null),
  (x, y) => (Math.abs(x) < 0.25 || Math.abs(y) < 0.25 ? 205 : null),
];

/** Four by three places. The left half has any of the first three kinds, the right half any of the others. */
const places = Array.from({ length: 12 }, (_, i) => ({
  x: 40 + 58 * (i % 4),
  y: 50 + 78 * Math.floor(i / 4),
  right: i % 4 > 1,
  /** Components of the middle row may be absent. */
  optional: Math.floor(i / 4) === 1,
}));

export const defects = ['missing', 'swapped', 'moved'];

/**
 * Draws a board with grain and small variations in place and light.
 *
 * @param options `defect`: one of `defects`, by default none; `motion` of the whole board: `degrees`
 *   counterclockwise about its center, then `x` and `y` in pixels; `alike`: the same components on every
 *   board.
 * @returns `image` with RGB data, and `mask`, 1 where a component is missing, wrong or superfluous.
 */
export function drawBoard(seed, options = {}) {
  const { defect = null, motion = { degrees: 0, x: 0, y: 0 }, alike = false } = options;
  const random = new Random(seed);
  const choice = alike ? new Random(0) : random;
  const components = places
    .map((place) => ({
      ...place,
      x: jitter(place.x),
      y: jitter(place.y),
      look: choice.integer(3) + (place.right ? 3 : 0),
      there: !place.optional || choice.uniform() < 0.5,
    }))
    .filter(({ there }) => there);
  const marked = defect === null ? [] : disturb(components, defect, random);
  const data = new Uint8Array(3 * BOARD_PX * BOARD_PX);
  const mask = new Uint8Array(BOARD_PX * BOARD_PX);
  const gain = 0.97 + 0.06 * random.uniform();
  const radians = (motion.degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const middle = BOARD_PX / 2;
  for (let row = 0, at = 0; row < BOARD_PX; row++) {
    for (let column = 0; column < BOARD_PX; column++, at++) {
      const [dy, dx] = [row + 0.5 - middle - motion.y, column + 0.5 - middle - motion.x];
      const x = cos * dx - sin * dy + middle;
      const y = sin * dx + cos * dy + middle;
      const value = gain * (valueAt(components, x, y) + 10 * (random.uniform() - 0.5));
      data.fill(Math.max(0, Math.min(255, value)), 3 * at, 3 * at + 3);
      if (marked.some((place) => insideOf(place, x, y))) mask[at] = 1;
    }
  }
  return {
    image: { height: BOARD_PX, width: BOARD_PX, data },
    mask: defect === null ? null : mask,
  };

  function jitter(value) {
    return value + 2 * (random.uniform() - 0.5);
  }
}

/**
 * The boards of a data set: good ones to train on, good and defective ones to test with.
 *
 * @param counts `train` and `good`, and `each` of every defect.
 * @param draw draws a board with the given defect, or a good one for null.
 */
export function* boardSamples({ train, good, each }, draw) {
  const folders = [
    ['train/good', train, null],
    ['test/good', good, null],
  ];
  for (const defect of defects) folders.push([`test/${defect}`, each, defect]);
  for (const [folder, count, defect] of folders) {
    for (let i = 0; i < count; i++) {
      yield { name: `${folder}/${String(i).padStart(3, '0')}`, ...draw(defect) };
    }
  }
}

/** Changes the components; returns the places where something is wrong. */
function disturb(components, defect, random) {
  const needed = components.filter(({ optional }) => !optional);
  const first = needed[random.integer(needed.length)];
  const { x, y } = first;
  if (defect === 'missing') {
    components.splice(components.indexOf(first), 1);
    return [{ x, y }];
  }
  if (defect === 'moved') {
    // To between the rows, where there is never a component.
    first.y += y > BOARD_PX / 2 ? -39 : 39;
    return [{ x, y }, first];
  }
  const others = components.filter(({ right }) => right !== first.right);
  const second = others[random.integer(others.length)];
  [first.look, second.look] = [second.look, first.look];
  return [first, second];
}

function valueAt(components, x, y) {
  const half = COMPONENT_PX / 2;
  for (const component of components) {
    if (!insideOf(component, x, y)) continue;
    const value = looks[component.look]((x - component.x) / half, (y - component.y) / half);
    if (value !== null) return value;
  }
  return x < 6 || y < 6 || x > BOARD_PX - 6 || y > BOARD_PX - 6 ? 30 : 125;
}

function insideOf(place, x, y) {
  return Math.max(Math.abs(x - place.x), Math.abs(y - place.y)) <= COMPONENT_PX / 2;
}
