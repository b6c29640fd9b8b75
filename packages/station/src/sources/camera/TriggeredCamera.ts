import { NominalError } from 'nominal-vision/internal/errors';
import type { Frame } from '../../frames/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import type { RefusalReason } from '../../plc/index.ts';
import type { TestPicture, TriggerRequest } from '../kinds/SourceKind.ts';
import type { SourceGate } from '../SourceGate.ts';
import { SourceMonitor } from '../SourceMonitor.ts';
import type { CameraConfig } from './cameraSchema.ts';
import type { CameraProgram } from './CameraProgram.ts';
import { openProgram } from './openProgram.ts';
import { partOf } from './partOf.ts';
import { PartClock } from './PartClock.ts';
import { programPicture } from './programPicture.ts';
import { type PartInspector, partInspector } from './RegionInspector.ts';
import type { TriggeredFrames } from './TriggeredFrames.ts';

/** Inspects one frame for each trigger, one trigger at a time. */
export class TriggeredCamera {
  readonly monitor: SourceMonitor;
  readonly #inspector: PartInspector;
  readonly #frames: TriggeredFrames;
  readonly #program: CameraProgram;
  readonly #config: CameraConfig;
  readonly #closing = new AbortController();
  #isBusy = false;

  constructor(config: CameraConfig, gate: SourceGate, frames: TriggeredFrames) {
    this.monitor = new SourceMonitor(config.name, gate.report);
    this.#inspector = partInspector(config, gate, this.monitor);
    this.#frames = frames;
    this.#config = config;
    this.#program = openProgram(config, gate, this.monitor, {
      frame: (frame) => this.#offer(frame),
      up: () => frames.up(),
      down: (error) => frames.down(error),
    });
  }

  /** Whether frames come, so that a trigger can be answered. */
  get isAble(): boolean {
    return this.monitor.running && !this.#closing.signal.aborted;
  }

  /** The next frame, which triggers nothing. */
  picture(signal: AbortSignal): Promise<TestPicture> {
    return programPicture(this.#config.name, this.#program, signal);
  }

  /** Counts a trigger that was refused before it came here. */
  refused(reason: RefusalReason): void {
    this.#missed(reason === 'busy' ? whileBusy() : this.#frames.whyDown(), null);
  }

  /** The decision on the part in front of the camera. @throws NominalError for which there is none. */
  async trigger({ part }: TriggerRequest): Promise<InspectionRecord> {
    if (this.#isBusy) {
      const error = whileBusy();
      this.#missed(error, part);
      throw error;
    }
    this.#isBusy = true;
    return this.#inspectNext(part).finally(() => {
      this.#isBusy = false;
    });
  }

  /** As {@link trigger}, with the number of the part as it came. */
  async triggerBy(text: string): Promise<InspectionRecord> {
    let part: string | null;
    try {
      part = partOf(text);
    } catch (error) {
      this.#missed(error, null);
      throw error;
    }
    return this.trigger({ part });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#program.close();
    await this.#inspector.idle();
  }

  /** A part was there, so somebody misses its verdict. */
  #missed(error: unknown, part: string | null): void {
    this.monitor.fault(error);
    this.#inspector.refuse(error, part);
  }

  async #inspectNext(part: string | null): Promise<InspectionRecord> {
    const clock = new PartClock();
    clock.note('triggered');
    const frame = await this.#nextFrame(part);
    clock.note('received');
    try {
      const record = await this.#inspector.inspect({ frame, part, clock });
      // What triggered is told in this moment; that it was is kept afterwards.
      this.#inspector.told(record, clock);
      return record;
    } catch (error) {
      this.monitor.fault(error);
      throw error;
    }
  }

  async #nextFrame(part: string | null): Promise<Frame> {
    try {
      return await this.#frames.next(this.#closing.signal);
    } catch (error) {
      this.#missed(error, part);
      throw error;
    }
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

function whileBusy(): NominalError {
  return new NominalError('TRIGGER_WHILE_BUSY', {
    reason: 'triggerWhileBusy',
    what: 'the part before is not decided yet',
    remedy: 'Trigger again once it is',
  });
}
