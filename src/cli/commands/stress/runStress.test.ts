import { expect, it } from 'vitest';
import { stressText } from './runStress.ts';

const step = (amount: number, rejects: number) => ({
  ...{ amount, rejects, falseRejectRate: rejects / 20, fair: rejects < 3 },
});

const report = {
  images: 20,
  heldRate: 0.01,
  unchanged: { rejects: 0, falseRejectRate: 0, fair: true },
  disturbances: [
    { name: 'darker', unit: '%', steps: [step(2, 0), step(5, 4)], tolerated: 2, exceeded: 5 },
    { name: 'blur', unit: 'px', steps: [step(0.3, 5)], tolerated: 0, exceeded: 0.3 },
    { name: 'jpeg', unit: 'below quality 100', steps: [step(5, 1)], tolerated: 5, exceeded: null },
  ],
};

it('says in a row for each change how far it may go', () => {
  const lines = stressText(report).split('\n');
  expect(lines[2]).toMatch(/^darker +2 % +5 % +20\.0 % +20\.0 %$/);
  expect(lines[3]).toMatch(/^blur +none +0\.3 px +25\.0 % +25\.0 %$/);
  expect(lines[4]).toMatch(/^jpeg +quality 95 +- +- +5\.0 %$/);
  expect(lines[5]).toBe(
    'Unchanged, 0 of 20 images are rejected, which is no surprise for a model that holds 1 %.',
  );
});

it('says first that the images are rejected as they are', () => {
  const unchanged = { rejects: 9, falseRejectRate: 0.45, fair: false };
  expect(stressText({ ...report, unchanged })).toContain(
    '9 of 20 images are rejected, more than a model that holds 1 % should: calibrate it',
  );
});
