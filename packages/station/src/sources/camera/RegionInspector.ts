import { decodeFrame, encodePnm, type RawFrame } from 'nominal-vision/internal/image';
import { cutFrame, type Frame, frameOf } from '../../frames/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import type { SourceGate } from '../SourceGate.ts';
import type { SourceMonitor } from '../SourceMonitor.ts';
import { FrameInspector, type FrameSource, type PartFrame } from './FrameInspector.ts';
import type { PartClock } from './PartClock.ts';
import { type FrameRegion, regionSource } from './regionSchema.ts';

/** Memory of a pixel of a whole frame while parts are cut out of it: RGB in up to 16 bits. */
const BYTES_PER_PIXEL = 6;

/** Has frames decided, whole or in parts. */
export type PartInspector = Pick<FrameInspector, 'depth' | 'inspect' | 'refuse' | 'told' | 'idle'>;

/** What inspects the frames of a camera. */
export function partInspector(
  source: FrameSource & { readonly regions?: readonly FrameRegion[] | undefined },
  gate: SourceGate,
  monitor: SourceMonitor,
): PartInspector {
  const { regions } = source;
  return regions === undefined
    ? new FrameInspector(source, gate, monitor)
    : new RegionInspector({ ...source, regions }, gate, monitor);
}

interface Decided {
  readonly inspector: FrameInspector;
  readonly record: InspectionRecord;
}

/** Has parts of frames decided, each by its own product's model. */
class RegionInspector implements PartInspector {
  readonly #regions: readonly {
    readonly region: FrameRegion;
    readonly inspector: FrameInspector;
  }[];
  readonly #gate: SourceGate;
  readonly #monitor: SourceMonitor;
  /** All decisions of a frame, by the one that stands for them. */
  readonly #decided = new WeakMap<InspectionRecord, readonly Decided[]>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(
    source: FrameSource & { readonly regions: readonly FrameRegion[] },
    gate: SourceGate,
    monitor: SourceMonitor,
  ) {
    this.#gate = gate;
    this.#monitor = monitor;
    this.#regions = source.regions.map((region) => {
      const { deadlineMs } = source;
      const name = regionSource(source.name, region);
      const own = { name, product: region.product ?? source.product, deadlineMs };
      return { region, inspector: new FrameInspector(own, gate, monitor) };
    });
  }

  /** Frames that are not decided yet. */
  get depth(): number {
    return this.#underWay.size;
  }

  /** Until nothing is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await Promise.all(this.#regions.map(({ inspector }) => inspector.idle()));
  }

  /**
   * Has all parts of a frame decided, and kept with the number that came with the trigger.
   *
   * @returns the decision that stands for the frame: a reject if there is one, and of several the one that is
   *   furthest above its threshold.
   * @throws NominalError `CAMERA_FRAME_INVALID` for a part beyond the frame, or that of the first part that has
   *   no decision in time.
   */
  async inspect(partFrame: PartFrame): Promise<InspectionRecord> {
    const work = this.#inspectAll(partFrame);
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  /** None of the parts was inspected. */
  refuse(error: unknown, part: string | null): void {
    for (const { inspector } of this.#regions) inspector.refuse(error, part);
  }

  /** All verdicts were handed to what had triggered them. */
  told(record: InspectionRecord, clock: PartClock): void {
    for (const { inspector, record: own } of this.#decided.get(record) ?? [])
      inspector.told(own, clock);
  }

  async #inspectAll({ frame, part, clock }: PartFrame): Promise<InspectionRecord> {
    const cuts = await this.#cut(frame).catch((error: unknown) => {
      this.refuse(error, part);
      throw error;
    });
    const outcomes = await Promise.allSettled(
      cuts.map(async ({ inspector, frame: own }): Promise<Decided> => {
        const record = await inspector.inspect({ frame: own, part, clock });
        return { inspector, record };
      }),
    );
    const failures = outcomes.filter((one) => one.status === 'rejected');
    if (failures.length > 0) {
      // The first is counted by who asked.
      for (const { reason } of failures.slice(1)) this.#monitor.fault(reason);
      throw failures[0].reason;
    }
    const decided = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const { record } = decided.reduce((a, b) => (isWorse(b.record, a.record) ? b : a));
    this.#decided.set(record, decided);
    return record;
  }

  async #cut(frame: Frame) {
    const pixels = await this.#pixelsOf(frame);
    return this.#regions.map(({ region, inspector }) => {
      const cut = cutFrame(pixels, region);
      const { height, width } = cut;
      const largest = cut.data instanceof Uint16Array ? 65_535 : 255;
      return { inspector, frame: frameOf({ height, width }, () => [encodePnm(cut, largest)]) };
    });
  }

  async #pixelsOf(frame: Frame): Promise<RawFrame> {
    const { memory, config } = this.#gate;
    return memory.use(frame.height * frame.width * BYTES_PER_PIXEL, async () => {
      const decoded = await decodeFrame(frame.toFile(), { maxBytes: config.maxImageBytes });
      return decoded.frame;
    });
  }
}

function isWorse(a: InspectionRecord, b: InspectionRecord): boolean {
  if (a.verdict !== b.verdict) return a.verdict === 'anomalous';
  return a.imageScore * b.threshold > b.imageScore * a.threshold;
}
