import { describe, expect, it } from 'vitest';
import { ScoreCalibration } from './ScoreCalibration.ts';
import { scoreSetters } from './scoreSetters.ts';

const scores = Float32Array.of(3, 9, 1, 2, 8, 4, 5, 6, 7);
const named = (rate: number) =>
  scoreSetters(scores, rate).setters.map(({ index }) => scores[index]);

describe('the scores that set a threshold', () => {
  it('are those that it lies at or below, the highest first, at most five', () => {
    expect(named(0.1)).toEqual([9]);
    expect(named(0.01)).toEqual([9]);
    // Between the second and the third.
    expect(named(0.25)).toEqual([9, 8, 7]);
    expect(named(0.3)).toEqual([9, 8, 7]);
    expect(named(0.9)).toEqual([9, 8, 7, 6, 5]);
  });

  it('come with the threshold that the other scores would set, alone and together', () => {
    const { setters, withoutAll } = scoreSetters(scores, 0.2);
    expect(setters.map(({ index }) => scores[index])).toEqual([9, 8]);
    const others = scores.filter((score) => score !== 9);
    expect(setters[0].without).toEqual(new ScoreCalibration(others).threshold(0.2));
    const rest = scores.filter((score) => score < 8);
    expect(withoutAll).toEqual(new ScoreCalibration(rest).threshold(0.2));
  });

  it('leave none where there is only one', () => {
    const only = scoreSetters(Float32Array.of(2), 0.01);
    expect(only).toEqual({ setters: [{ index: 0, without: null }], withoutAll: null });
  });
});
