import type { Judgement } from '../decision/index.ts';
import type { InspectRequest } from './messages.ts';

/** An image of a product and the model to inspect it with. */
export type InspectionTask = Omit<InspectRequest, 'type' | 'id'> & { readonly productId: string };

/** Inspects images: a process on this machine, or a fleet. */
export interface Inspector {
  /** Number of images that wait or are being inspected. */
  readonly depth: number;
  /** A phrase that says why images cannot be inspected now; null if they can. */
  readonly problem: string | null;
  /** Process id of the process that inspects; undefined if there is none on this machine. */
  readonly pid: number | undefined;

  /** @throws NominalError for an image or model that cannot be read, or a failure of the inspector. */
  inspect(task: InspectionTask): Promise<Judgement>;

  /** Waits until all images are inspected, then releases everything. */
  close(): Promise<void>;
}
