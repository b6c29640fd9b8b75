import type { Frame } from '../../frames/index.ts';
import type { SourceGate } from '../SourceGate.ts';
import type { SourceMonitor } from '../SourceMonitor.ts';
import type { CameraConfig } from './cameraSchema.ts';
import { CameraProgram } from './CameraProgram.ts';

/** A camera that runs by itself and delivers nothing for this long is stuck. */
const SILENCE_MS = 10_000;

/** Starts the program of a camera; whatever happens to it is counted. */
export function openProgram(
  { command, frames, trigger, silenceMs }: CameraConfig,
  gate: SourceGate,
  monitor: SourceMonitor,
  take: (frame: Frame) => void,
): CameraProgram {
  return new CameraProgram(
    {
      ...{ command, frames, maxBytes: gate.config.maxImageBytes },
      silenceMs: silenceMs ?? (trigger.on !== 'frame' && trigger.paired ? null : SILENCE_MS),
    },
    {
      frame: (frame) => {
        monitor.frame();
        take(frame);
      },
      fault: (error) => monitor.fault(error),
      running: (isRunning) => {
        monitor.running = isRunning;
      },
      restarted: () => {
        monitor.restarts++;
      },
    },
  );
}
