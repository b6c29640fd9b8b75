import type { Judgement } from '../decision/index.ts';
import type { InspectRequest } from './messages.ts';

/** An image of a product, and the model to judge it by. */
export type InspectionTask = Omit<InspectRequest, 'type' | 'id'> & { readonly productId: string };

/** Who judges images: a process of this machine, or a fleet. */
export interface Inspector {
  /** Images that wait or are being inspected. */
  readonly depth: number;
  /** Why images would not be inspected now, a phrase; null if they would. */
  readonly problem: string | null;
  /** Process id of the process that inspects; undefined where there is none on this machine. */
  readonly pid: number | undefined;

  /** @throws NominalError of an image or model that cannot be read, or of who inspects. */
  inspect(task: InspectionTask): Promise<Judgement>;

  /** Waits until all is inspected, then lets everything go. */
  close(): Promise<void>;
}
