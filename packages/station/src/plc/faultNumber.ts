import { blamesInput, type ErrorCode } from 'nominal-vision/internal/errors';

/** What the fault register holds. */
export const faultNumbers = {
  none: 0,
  triggerWithoutFrame: 1,
  triggerWhileBusy: 2,
  late: 3,
  camera: 4,
  image: 5,
  noModel: 6,
  other: 7,
  part: 8,
  notKept: 9,
} as const;

const byCode: Partial<Record<ErrorCode, number>> = {
  TRIGGER_WITHOUT_FRAME: faultNumbers.triggerWithoutFrame,
  TRIGGER_WHILE_BUSY: faultNumbers.triggerWhileBusy,
  DEADLINE_MISSED: faultNumbers.late,
  CAMERA_DOWN: faultNumbers.camera,
  CAMERA_ENDED: faultNumbers.camera,
  CAMERA_SILENT: faultNumbers.camera,
  CAMERA_FRAME_INVALID: faultNumbers.camera,
  NOT_FOUND: faultNumbers.noModel,
  CONFLICT: faultNumbers.noModel,
  REQUEST_INVALID: faultNumbers.part,
  // A full disk, or a database that fails or is away: a result that is not kept is not told.
  OUTPUT_FAILED: faultNumbers.notKept,
  STORE_FAILED: faultNumbers.notKept,
  STORE_UNAVAILABLE: faultNumbers.notKept,
  STORE_IN_USE: faultNumbers.notKept,
};

/** The number of an error in the fault register. */
export function faultNumber(code: ErrorCode): number {
  return byCode[code] ?? (blamesInput(code) ? faultNumbers.image : faultNumbers.other);
}
