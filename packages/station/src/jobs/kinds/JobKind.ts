import type { z } from 'zod';
import type { FitConfig, RuntimeOptions } from 'nominal-vision/internal/config';
import type { JobOptions } from 'nominal-vision/internal/progress';
import type { InspectionDesk, KeptImage } from '../../inspect/InspectionDesk.ts';
import type { Report } from '../../Report.ts';
import type { Job, Product, Store, Tables } from '../../store/index.ts';

/** What a job is started with. */
export interface JobStart {
  readonly product: Product;
  /** As the transaction that records the job sees them. */
  readonly tables: Tables;
  /** Images that came with the request; empty for kinds that take none. */
  readonly images: readonly KeptImage[];
  /** Id for the model that the job makes, if it makes one. */
  readonly newModelId: string;
}

/** A route that starts jobs of a kind. */
export interface JobRoute {
  /** Its line in the OpenAPI document. */
  readonly summary: string;
  /** Whether the request brings images. */
  readonly takesImages: boolean;
}

/** Where the station keeps what a process of jobs reads and writes. */
export interface JobPaths {
  readonly image: (sha256: string) => string;
  readonly model: (id: string) => string;
  /** The folder is there when this returns. */
  readonly report: (productId: string) => Promise<string>;
  /**
   * A fit configuration with the path of its region instead of the name.
   *
   * @throws NominalError `ROI_INVALID` for a region that the station does not keep.
   */
  readonly config: (config: FitConfig) => FitConfig;
}

/** What jobs without a process of their own work with. */
export interface JobDesk {
  readonly store: Store;
  readonly desk: Pick<InspectionDesk, 'inspectStored' | 'refuse'>;
  /** Told of what is waited for. */
  readonly report: Report;
}

interface AnyKind {
  /** Null for a kind that no route of its own starts. */
  readonly route: JobRoute | null;
  /** Decides what is to be done, or refuses. @returns the parameters that are stored with the job. */
  readonly start: (start: JobStart) => Promise<unknown>;
}

/**
 * A kind of job that is done in a process of its own. `input` and `result` go through a channel between
 * two processes, and are plain data.
 */
export interface ProcessKind extends AnyKind {
  readonly place: 'process';
  /** In the station: the input of the process, with paths instead of names. */
  readonly inputOf: (job: Job, paths: JobPaths) => Promise<unknown>;
  /** In the process. Libraries that only this needs are imported here: the station does not load them. */
  readonly run: (input: unknown, runtime: RuntimeOptions, job: JobOptions) => Promise<unknown>;
  /** In the station: removes what a run that did not come to its end has written. */
  readonly discard: (input: unknown) => Promise<void>;
  /** In the station, within the commit that ends the job. @returns what is shown as its result. */
  readonly publish: (job: Job, result: unknown, tables: Tables) => Promise<unknown>;
}

/** A kind of job that the station does itself. */
export interface StationKind extends AnyKind {
  readonly place: 'station';
  /** @returns what is shown as its result. @throws NominalError `CANCELLED`, or why it failed. */
  readonly work: (
    job: Job,
    desk: JobDesk,
    signal: AbortSignal,
    onProgress: (progress: unknown) => void,
  ) => Promise<unknown>;
}

interface KindOptions<Asked> {
  /** What a job was asked for: complete, so that it can be done again after a restart. */
  readonly parameters: z.ZodType<Asked>;
  readonly route: JobRoute | null;
  readonly start: (start: JobStart) => Promise<Asked>;
}

/** Declares a kind of job that is done in a process of its own; see {@link ProcessKind}. */
export function processKind<Asked, Input, Result>({
  parameters,
  inputOf,
  run,
  discard,
  publish,
  ...kind
}: KindOptions<Asked> & {
  readonly inputOf: (
    parameters: Asked,
    paths: JobPaths,
    productId: string,
  ) => Input | Promise<Input>;
  readonly run: (input: Input, runtime: RuntimeOptions, job: JobOptions) => Promise<Result>;
  readonly discard?: (input: Input) => Promise<void>;
  readonly publish: (
    parameters: Asked,
    result: Result,
    job: Job,
    tables: Tables,
  ) => Promise<unknown>;
}): ProcessKind {
  // Input and result come back from a channel as what they were: only here their types are lost.
  return {
    ...kind,
    place: 'process',
    inputOf: async (job, paths) => inputOf(parameters.parse(job.parameters), paths, job.productId),
    run: (input, runtime, job) => run(input as Input, runtime, job),
    discard: async (input) => discard?.(input as Input),
    publish: (job, result, tables) =>
      publish(parameters.parse(job.parameters), result as Result, job, tables),
  };
}

/** Declares a kind of job that the station does itself; see {@link StationKind}. */
export function stationKind<Asked>({
  parameters,
  work,
  ...kind
}: KindOptions<Asked> & {
  readonly work: (parameters: Asked, ...rest: Parameters<StationKind['work']>) => Promise<unknown>;
}): StationKind {
  return {
    ...kind,
    place: 'station',
    work: async (job, ...rest) => work(parameters.parse(job.parameters), job, ...rest),
  };
}
