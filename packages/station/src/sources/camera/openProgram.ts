import type { SourceGate } from '../SourceGate.ts';
import type { SourceMonitor } from '../SourceMonitor.ts';
import type { CameraConfig } from './cameraSchema.ts';
import { CameraProgram, type ProgramListener } from './CameraProgram.ts';

/** A camera that runs by itself and delivers nothing for this long is stuck. */
const SILENCE_MS = 10_000;

/** Starts the program of a camera; whatever happens to it is counted. */
export function openProgram(
  { command, frames, trigger, silenceMs }: CameraConfig,
  gate: SourceGate,
  monitor: SourceMonitor,
  { frame: take, up, down }: Pick<ProgramListener, 'frame'> & Partial<ProgramListener>,
): CameraProgram {
  return new CameraProgram(
    {
      ...{ command, frames, maxBytes: gate.config.maxImageBytes },
      halfMs: SILENCE_MS,
      silenceMs: silenceMs ?? (trigger.on !== 'frame' && trigger.paired ? null : SILENCE_MS),
    },
    {
      frame: (frame) => {
        monitor.frame();
        take(frame);
      },
      up: () => {
        monitor.running = true;
        up?.();
      },
      down: (error) => {
        monitor.running = false;
        monitor.fault(error);
        down?.(error);
      },
      restarted: () => {
        monitor.restarts++;
      },
    },
  );
}
