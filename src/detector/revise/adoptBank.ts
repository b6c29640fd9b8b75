import {
  checkOptions,
  type FitConfig,
  type OptionKinds,
  resolveRuntimeConfig,
  type RuntimeOptions,
} from '../../config/index.ts';
import { ColumnProfile } from '../../core/patches/index.ts';
import type { Matrix } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';
import { type Model, plainFraming, type TrainingImage } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { examineAll } from './examineAll.ts';
import { type Images, withImages } from '../images/Images.ts';
import { jobOptions } from '../jobOptions.ts';
import { joinParts } from '../features/ExtractedImage.ts';
import { Pipeline } from '../features/Pipeline.ts';
import { refuseTooFewToCalibrate } from './recalibrate.ts';
import { judge, Scorer } from '../scoring/Scorer.ts';

/** A memory bank that another program selected. */
export interface ForeignBank {
  /** M×D, finite. */
  readonly rows: Matrix;
  /** The file that it was read from: its name, and the SHA-256 of its bytes. */
  readonly origin: TrainingImage;
  /** How its patch features were made and are scored. */
  readonly config: FitConfig;
  /** One sentence that says where it comes from. */
  readonly summary: string;
}

/** How the adoption of a bank is watched, stopped, and run on this machine. */
export interface AdoptJob extends JobOptions {
  readonly runtime?: RuntimeOptions;
  /** When it is made, for the log; by default now. */
  readonly at?: Date;
}

/** The options of an {@link AdoptJob}. */
export const adoptJobOptions: OptionKinds<AdoptJob> = { ...jobOptions, runtime: 'any', at: 'date' };

/** What an adopted bank says of itself. */
export interface AdoptedModel {
  readonly model: Model;
  /** Correlation of the columns' means in the bank and in the good images, see {@link ColumnProfile}. */
  readonly likeness: number;
}

/** Of one network 0.90 and more was seen, also of another part, of two 0.04 and less (decision 062). */
const LEAST_LIKENESS = 0.5;

/**
 * Makes a model of a bank that another program selected. There is no model without a calibration, so it
 * takes good images: the bank's own would lie in it and score next to nothing.
 *
 * @param goodImages at least 2, which the bank was not filled from.
 * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, `BACKBONE_MISMATCH` where the network
 *   gives other features than the bank holds, `TOO_FEW_IMAGES`, `CANCELLED`, or the error of an image
 *   that cannot be read.
 */
export async function adoptBank(
  { rows, origin, config, summary }: ForeignBank,
  goodImages: Images,
  job: AdoptJob = {},
): Promise<AdoptedModel> {
  checkOptions(job, adoptJobOptions, 'the import');
  const pipeline = await Pipeline.open(config, resolveRuntimeConfig(job.runtime), null);
  try {
    const { backbone } = pipeline;
    refuseOtherWidth(rows, backbone.dimension, config.backbone);
    const scorer = await Scorer.build(rows, config, pipeline.products);
    const seen = new ColumnProfile(rows.columns);
    const examiner = {
      pipeline,
      examine: async (parts: Parameters<Scorer['measure']>[0]) => {
        const whole = await joinParts(parts);
        seen.add(whole.features);
        return judge(await scorer.measure([whole]), null, config);
      },
    };
    const examined = await withImages(goodImages, job.signal, (sources) =>
      examineAll(examiner, sources, job),
    );
    const { length } = examined.images;
    refuseTooFewToCalibrate(length);
    const expected = new ColumnProfile(rows.columns);
    expected.add(rows);
    const likeness = seen.correlation(expected);
    if (likeness < LEAST_LIKENESS) throw otherNetwork(config.backbone, likeness);
    const model: Model = {
      config: { ...config, taps: [...backbone.taps] },
      backbone: { name: config.backbone, sha256: backbone.sha256 },
      activationRanges: null,
      framing: plainFraming,
      bank: rows,
      rowImages: new Uint32Array(rows.rows),
      rowPatches: Uint32Array.from({ length: rows.rows }, (_, row) => row),
      grid: null,
      images: [origin],
      calibration: { method: 'held-out', ...examined },
      threshold: null,
      copies: [],
      changes: [
        {
          kind: 'import',
          at: (job.at ?? new Date()).toISOString(),
          parent: null,
          summary: `${summary}, calibrated on ${length} good images`,
          added: [],
          removed: [],
        },
      ],
      places: null,
      coveringRadius: null,
    };
    return { model, likeness };
  } finally {
    await pipeline.close();
  }
}

function refuseOtherWidth({ columns }: Matrix, dimension: number, backbone: string): void {
  if (columns === dimension) return;
  throw new NominalError('BACKBONE_MISMATCH', {
    what: `the backbone ${backbone} does not give the patch features of the bank`,
    expected: `${columns} values per patch`,
    received: String(dimension),
    remedy: 'Name the network that filled the bank with --backbone, and its layers with --taps',
  });
}

function otherNetwork(backbone: string, likeness: number): NominalError {
  return new NominalError('BACKBONE_MISMATCH', {
    what: `the features that ${backbone} gives of the good images have nothing to do with those in the bank`,
    expected: `a correlation of their means of at least ${LEAST_LIKENESS}`,
    received: likeness.toFixed(2),
    remedy:
      'Name the very network that filled the bank with --backbone: its weights, not only its architecture',
  });
}
