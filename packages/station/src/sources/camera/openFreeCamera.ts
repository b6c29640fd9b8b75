import { NominalError } from 'nominal-vision/internal/errors';
import type { StationConfig } from '../../config/index.ts';
import type { Frame } from '../../frames/index.ts';
import type { Source } from '../kinds/SourceKind.ts';
import type { SourceGate } from '../SourceGate.ts';
import { SourceMonitor } from '../SourceMonitor.ts';
import type { CameraConfig } from './cameraSchema.ts';
import type { FramePicker } from './FramePicker.ts';
import { openProgram } from './openProgram.ts';
import { PartClock } from './PartClock.ts';
import { programPicture } from './programPicture.ts';
import { partInspector } from './RegionInspector.ts';

/**
 * Frames of a camera that runs by itself which may be under way: two for each that is inspected at a
 * time, and the next, so that the process that inspects never waits for a frame to come.
 */
function mostUnderWay({ inspectWorkers }: Pick<StationConfig, 'inspectWorkers'>): number {
  return 2 * inspectWorkers + 1;
}

/** Inspects the frames that a picker picks, and drops those that come while others are under way. */
export function openFreeCamera(
  config: CameraConfig,
  gate: SourceGate,
  picker: FramePicker,
): Source {
  const most = mostUnderWay(gate.config);
  const monitor = new SourceMonitor(config.name, gate.report);
  const inspector = partInspector(config, gate, monitor);
  const inspect = async (frame: Frame) => {
    const clock = new PartClock();
    clock.note('received');
    await inspector.inspect({ frame, part: null, clock });
  };
  const program = openProgram(config, gate, monitor, {
    frame: (frame) => {
      if (!picker.picks(performance.now())) return;
      if (inspector.depth >= most) {
        monitor.dropped++;
        monitor.fault(tooFast(config.name));
      } else inspect(frame).catch((error: unknown) => monitor.fault(error));
    },
  });
  return {
    state: () => monitor.state(),
    picture: (signal) => programPicture(config.name, program, signal),
    times: () => monitor.times,
    close: async () => {
      await program.close();
      await inspector.idle();
    },
  };
}

function tooFast(name: string): NominalError {
  return new NominalError('CAMERA_TOO_FAST', {
    reason: 'cameraTooFast',
    what: `frames of ${name} come faster than they can be inspected`,
    remedy: 'Set "every" or "maxPerSecond" of its trigger, or inspect smaller images',
    details: { camera: name },
  });
}
