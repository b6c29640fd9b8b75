import type { ProcessReading } from '../metrics/ProcessMonitors.ts';
import type { AlarmKind, LineAlarms, StationAlarms } from './settings.ts';

/** What is seen of one product's line. */
export interface LineReading {
  /** Latest images that were all rejected; 0 if the last was passed. */
  readonly rejectsInRow: number;
  /** Latest images that were all passed. */
  readonly passesInRow: number;
  /** Within the time that the settings look at. */
  readonly images: number;
  readonly rejected: number;
  /** Verdicts that came too late, among the latest that had a deadline. */
  readonly late: number;
  /** Seconds since the last image. */
  readonly silentS: number;
  readonly process: ProcessReading | null;
}

/** Figures that an alarm was raised by, such as the share and the limit. */
export type Measured = Readonly<Record<string, number | string>>;

/** Whether an alarm stands now, and by what figures. */
export interface Condition {
  readonly kind: AlarmKind;
  readonly stands: boolean;
  readonly measured: Measured;
}

/** A share ends its alarm at this part of the limit. */
const SHARE_ENDS_AT = 0.8;
const QUEUE_ENDS_AT = 0.5;
const DISK_ENDS_AT = 1.25;

/**
 * Which alarms of a product stand. Each begins at one limit and ends at another, so that it does not come
 * and go while a figure lies near its limit.
 *
 * @param raised those that stand already.
 */
export function lineConditions(
  { rejectsInRow, rejectedShare, noImageS, late, drift, rejects }: LineAlarms,
  reading: LineReading,
  raised: ReadonlySet<AlarmKind>,
): readonly Condition[] {
  const { images, rejected, silentS, process } = reading;
  const share = images === 0 ? 0 : rejected / images;
  const drifts = process?.drift ?? null;
  const run = process?.rejects ?? null;
  const cause = causeOf(process);
  return [
    {
      kind: 'rejectsInRow',
      stands:
        rejectsInRow !== null &&
        (raised.has('rejectsInRow')
          ? reading.passesInRow < rejectsInRow
          : reading.rejectsInRow >= rejectsInRow),
      measured: { rejects: reading.rejectsInRow, limit: rejectsInRow ?? 0 },
    },
    {
      kind: 'rejectedShare',
      stands:
        rejectedShare !== null &&
        (raised.has('rejectedShare')
          ? share > rejectedShare.share * SHARE_ENDS_AT
          : images >= rejectedShare.leastImages && share > rejectedShare.share),
      measured: {
        ...{ share, images, rejected },
        limit: rejectedShare?.share ?? 0,
        minutes: rejectedShare?.minutes ?? 0,
      },
    },
    {
      kind: 'noImage',
      stands: noImageS !== null && silentS >= noImageS,
      measured: { seconds: Math.floor(silentS), limit: noImageS ?? 0 },
    },
    {
      kind: 'late',
      stands: late !== null && reading.late >= (raised.has('late') ? 1 : late),
      measured: { late: reading.late, limit: late ?? 0 },
    },
    {
      kind: 'drift',
      stands: drift && drifts?.alarm === true,
      measured: { images: drifts?.images ?? 0, direction: drifts?.direction ?? 'up', ...cause },
    },
    {
      kind: 'rejects',
      stands: rejects && run?.alarm === true,
      measured: {
        images: run?.run.images ?? 0,
        rejected: run?.run.rejected ?? 0,
        limit: run?.highestShare ?? 0,
        ...cause,
      },
    },
  ];
}

/** What has changed most in the images; nothing where that is not known. */
function causeOf(process: ProcessReading | null): Measured {
  const cause = process?.cause ?? null;
  return cause === null ? {} : { cause: cause.change, spreads: Number(cause.spreads.toFixed(1)) };
}

/** Which alarms of the station itself stand. @param raised those that stand already. */
export function stationConditions(
  { queueLength, freeDiskMib }: StationAlarms,
  reading: { readonly queueLength: number; readonly freeDiskMib: number },
  raised: ReadonlySet<AlarmKind>,
): readonly Condition[] {
  return [
    {
      kind: 'queue',
      stands:
        queueLength !== null &&
        (raised.has('queue')
          ? reading.queueLength > queueLength * QUEUE_ENDS_AT
          : reading.queueLength >= queueLength),
      measured: { images: reading.queueLength, limit: queueLength ?? 0 },
    },
    {
      kind: 'disk',
      stands:
        freeDiskMib !== null &&
        reading.freeDiskMib < freeDiskMib * (raised.has('disk') ? DISK_ENDS_AT : 1),
      measured: { freeMib: Math.floor(reading.freeDiskMib), limit: freeDiskMib ?? 0 },
    },
  ];
}
