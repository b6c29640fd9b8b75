import { expect, it } from 'vitest';
import { Grid } from '../tensor/index.ts';
import { scorePeak } from './scorePeak.ts';

const scores = new Grid(
  4,
  5,
  Float32Array.of(
    ...[9, 0, 0, 0, 0],
    ...[0, 8, 0, 0, 7],
    ...[0, 0, 0, 0, 6],
    ...[0, 0, 0, 0, 0],
  ),
);

it('is the highest patch alone if the score is that patch', () => {
  expect(scorePeak(scores, 1)).toEqual({ y: 0, x: 0, height: 1, width: 1 });
});

it('is the box of the scored patches that are connected with the highest, diagonally too', () => {
  expect(scorePeak(scores, 4)).toEqual({ y: 0, x: 0, height: 2, width: 2 });
});

it('is the whole grid where all patches are scored, and no more', () => {
  expect(scorePeak(scores, 99)).toEqual({ y: 0, x: 0, height: 4, width: 5 });
});
