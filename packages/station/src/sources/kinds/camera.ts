import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { type Frame, frameSchema } from '../../frames/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import { CameraProgram } from '../camera/CameraProgram.ts';
import { FrameInspector } from '../camera/FrameInspector.ts';
import { FramePicker } from '../camera/FramePicker.ts';
import { openMqttTrigger } from '../camera/mqttTrigger.ts';
import { openPlcTrigger } from '../camera/plcTrigger.ts';
import { partOf } from '../camera/partOf.ts';
import { PartClock } from '../camera/PartClock.ts';
import { TriggeredFrames } from '../camera/TriggeredFrames.ts';
import { triggerSchema } from '../camera/triggerSchema.ts';
import type { SourceGate } from '../SourceGate.ts';
import { SourceMonitor } from '../SourceMonitor.ts';
import { sourceKeys, type Source, type SourceKind, type TriggerRequest } from './SourceKind.ts';

/** A program that writes the frames of a camera to its standard output. */
const schema = z.strictObject({
  kind: z.literal('camera'),
  ...sourceKeys,
  command: z
    .tuple([z.string().min(1)], z.string())
    .describe('The program and its arguments, each a text of its own; no shell reads them'),
  frames: frameSchema.describe('What it writes'),
  trigger: triggerSchema
    .prefault({ on: 'frame' })
    .describe('What has a frame inspected (default: every frame)'),
  deadlineMs: z
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe(
      'Time from the trigger, or the frame if there is none, after which a verdict is late',
    ),
  silenceMs: z
    .int()
    .min(100)
    .max(86_400_000)
    .optional()
    .describe(
      'Time without a frame after which the program is started again (default: 10000; none for a camera with "paired", whose line may stand still)',
    ),
});

type CameraConfig = z.output<typeof schema>;

/**
 * Frames of a camera that runs by itself which may be under way: one is decoded while the network works
 * on the other.
 */
const MAX_UNDER_WAY = 2;
/** A camera that runs by itself and delivers nothing for this long is stuck. */
const SILENCE_MS = 10_000;

/** What a camera is made of, whichever way its frames are asked for. */
interface Parts {
  readonly monitor: SourceMonitor;
  readonly inspector: FrameInspector;
}

function openProgram(
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

/** Inspects the frames that a picker picks, and drops those that come while others are under way. */
function openFree(config: CameraConfig, gate: SourceGate, picker: FramePicker): Source {
  const { monitor, inspector } = partsOf(config, gate);
  const inspect = async (frame: Frame) => {
    const clock = new PartClock();
    clock.note('received');
    await inspector.inspect({ frame, part: null, clock });
  };
  const program = openProgram(config, gate, monitor, (frame) => {
    if (!picker.picks(performance.now())) return;
    if (inspector.depth >= MAX_UNDER_WAY) {
      monitor.dropped++;
      monitor.fault(tooFast(config.name));
    } else inspect(frame).catch((error: unknown) => monitor.fault(error));
  });
  return {
    state: () => monitor.state(),
    close: async () => {
      await program.close();
      await inspector.idle();
    },
  };
}

/** Inspects one frame for each trigger, one trigger at a time. */
class TriggeredCamera {
  readonly monitor: SourceMonitor;
  readonly #inspector: FrameInspector;
  readonly #frames: TriggeredFrames;
  readonly #program: CameraProgram;
  readonly #closing = new AbortController();
  #isBusy = false;

  constructor(config: CameraConfig, gate: SourceGate, frames: TriggeredFrames) {
    const { monitor, inspector } = partsOf(config, gate);
    this.monitor = monitor;
    this.#inspector = inspector;
    this.#frames = frames;
    this.#program = openProgram(config, gate, monitor, (frame) => this.#offer(frame));
  }

  /** Whether frames come, so that a trigger can be answered. */
  get isAble(): boolean {
    return this.monitor.running && !this.#closing.signal.aborted;
  }

  /** Counts a trigger that was refused before it came here. */
  refused(): void {
    this.monitor.fault(whileBusy());
  }

  /** The decision on the part in front of the camera. @throws NominalError for which there is none. */
  async trigger({ part }: TriggerRequest): Promise<InspectionRecord> {
    try {
      if (this.#isBusy) throw whileBusy();
      this.#isBusy = true;
      return await this.#inspectNext(part).finally(() => {
        this.#isBusy = false;
      });
    } catch (error) {
      this.monitor.fault(error);
      throw error;
    }
  }

  /** As {@link trigger}, with the number of the part as it came. */
  async triggerBy(text: string): Promise<InspectionRecord> {
    let part: string | null;
    try {
      part = partOf(text);
    } catch (error) {
      this.monitor.fault(error);
      throw error;
    }
    return this.trigger({ part });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#program.close();
    await this.#inspector.idle();
  }

  async #inspectNext(part: string | null): Promise<InspectionRecord> {
    const clock = new PartClock();
    clock.note('triggered');
    const frame = await this.#frames.next(this.#closing.signal);
    clock.note('received');
    const record = await this.#inspector.inspect({ frame, part, clock });
    // What triggered is told in this moment; that it was is kept afterwards.
    this.#inspector.told(record, clock);
    return record;
  }

  #offer(frame: Frame): void {
    try {
      this.#frames.offer(frame);
    } catch (error) {
      this.monitor.dropped++;
      this.monitor.fault(error);
    }
  }
}

function partsOf(config: CameraConfig, gate: SourceGate): Parts {
  const monitor = new SourceMonitor(config.name, gate.report);
  return { monitor, inspector: new FrameInspector(config, gate, monitor) };
}

function tooFast(name: string): NominalError {
  return new NominalError('CAMERA_TOO_FAST', {
    what: `frames of ${name} come faster than they can be inspected`,
    remedy: 'Set "every" or "maxPerSecond" of its trigger, or inspect smaller images',
  });
}

function whileBusy(): NominalError {
  return new NominalError('TRIGGER_WHILE_BUSY', {
    what: 'the part before is not decided yet',
    remedy: 'Trigger again once it is',
  });
}

/** A camera. */
export const cameraSource: SourceKind<typeof schema> = {
  schema,
  open: async (config, gate) => {
    const { trigger } = config;
    if (trigger.on === 'frame') return openFree(config, gate, new FramePicker(trigger));
    const camera = new TriggeredCamera(config, gate, new TriggeredFrames(trigger));
    const state = () => camera.monitor.state();
    const close = () => camera.close();
    if (trigger.on === 'http')
      return { state, close, trigger: (request) => camera.trigger(request) };
    const failed = (error: unknown) => camera.monitor.fault(error);
    const stop = await (
      trigger.on === 'mqtt'
        ? openMqttTrigger(trigger, {
            message: (text) => {
              // Its faults are counted by the camera; the verdict goes to the sinks.
              camera.triggerBy(text).catch(() => undefined);
            },
            failed,
          })
        : openPlcTrigger(trigger, camera, failed)
    ).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return {
      state,
      close: async () => {
        await close();
        await stop();
      },
    };
  },
};
