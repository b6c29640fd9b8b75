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
  /** One sentence on its origin. */
  readonly summary: string;
}

/** How the adoption of a bank is monitored, cancelled, and run on this machine. */
export interface AdoptJob extends JobOptions {
  readonly runtime?: RuntimeOptions;
  /** Time of the adoption, for the log; by default now. */
  readonly at?: Date;
}

/** The options of an {@link AdoptJob}. */
export const adoptJobOptions: OptionKinds<AdoptJob> = { ...jobOptions, runtime: 'any', at: 'date' };

/** Facts about an adopted bank. */
export interface AdoptedModel {
  readonly model: Model;
  /** Correlation of the columns' means in the bank and in the good images, see {@link ColumnProfile}. */
  readonly likeness: number;
}

/**
 * We measured 0.90 and more when bank and images came from the same network, even for another part, and
 * 0.04 and less when they came from two (decision 062).
 */
const LEAST_LIKENESS = 0.5;

/**
 * Makes a model from a bank that another program selected. Every model has a calibration, so this needs
 * good images other than the bank's own, which would score next to nothing.
 *
 * @param goodImages at least 2, from which the bank was not filled.
 * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID`, `BACKBONE_MISMATCH` if the network does
 *   not give the features that the bank holds, `TOO_FEW_IMAGES`, `CANCELLED`, or the error of an image
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
    what: `the features that ${backbone} computes from the good images do not resemble those in the bank`,
    expected: `a correlation of their means of at least ${LEAST_LIKENESS}`,
    received: likeness.toFixed(2),
    remedy:
      'Name the network that filled the bank with --backbone: the same weights, not only the same architecture',
  });
}
