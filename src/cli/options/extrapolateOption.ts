import type { Command } from 'commander';

/** Whether the threshold may be extrapolated, where a command takes a false-reject rate. */
export interface ExtrapolateFlag {
  readonly extrapolate?: boolean;
}

/** Adds the options that go with a false-reject rate which the calibration images may not resolve. */
export function addExtrapolateOption(command: Command): Command {
  return command
    .option(
      '--extrapolate',
      'reach a rate that the calibration images do not resolve by a model of the highest scores, which finds fewer defects',
    )
    .option('--no-extrapolate', 'hold the lowest rate that they resolve instead, which is usual');
}

/** The choice among the flags; empty if there is none. */
export function extrapolateOf({ extrapolate }: ExtrapolateFlag): ExtrapolateFlag {
  return extrapolate === undefined ? {} : { extrapolate };
}
