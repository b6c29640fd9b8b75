import type { ErrorCode } from 'nominal-vision/internal/errors';
import { expect, it } from 'vitest';
import { faultNumber, faultNumbers } from './faultNumber.ts';

it.each<[ErrorCode, keyof typeof faultNumbers]>([
  ['OUTPUT_FAILED', 'notKept'],
  ['STORE_FAILED', 'notKept'],
  ['STORE_UNAVAILABLE', 'notKept'],
  ['CAMERA_ENDED', 'camera'],
  ['CAMERA_DOWN', 'camera'],
  ['IMAGE_UNREADABLE', 'image'],
  ['INTERNAL', 'other'],
])('a PLC reads %s as the fault "%s"', (code, name) => {
  expect(faultNumber(code)).toBe(faultNumbers[name]);
});
