import { signal } from '@preact/signals';
import { sendFiles } from './api.ts';
import { loadProducts, tell } from './state.ts';
import { Transfer, type TransferState } from './Transfer.ts';
import type { AddedImages, InspectResult } from './types.ts';

/** Files of one request: it is answered within seconds, and what it brought is safe then. */
const BATCH = 20;
/** Images that are inspected at a time: the station decodes the next while it works on one. */
const INSPECTED_AT_ONCE = 2;
/** Least time between two looks at what a product has now. */
const REFRESH_MS = 1500;

/** What a transfer that a reload has ended came to. */
export interface Interrupted {
  readonly done: number;
  readonly total: number;
}

/** Good images on their way to a product. They go on while other pages are shown. */
export interface Upload {
  readonly transfer: Transfer;
  readonly counts: { readonly value: Pick<AddedImages, 'added' | 'known'> };
}

/** Images on their way to be inspected. */
export interface Inspecting {
  readonly transfer: Transfer;
  /** Told of each answer; set by the page that shows them. */
  onResult: (result: InspectResult) => void;
}

const uploads = new Map<string, Upload>();
const inspecting = new Map<string, Inspecting>();

/** The good images on their way to a product. */
export function uploadTo(productId: string): Upload {
  const known = uploads.get(productId);
  if (known !== undefined) return known;
  const counts = signal({ added: 0, known: 0 });
  const refresh = seldom(() => void loadProducts().catch(tell));
  const transfer = new Transfer({
    batch: BATCH,
    lanes: 1,
    send: async (files, aborted) => {
      // A transfer that has ended begins with new counts.
      if (transfer.state.value.done === 0) counts.value = { added: 0, known: 0 };
      const path = `products/${productId}/images`;
      const { added, known, refused } = await sendFiles<AddedImages>(path, files, aborted);
      counts.value = { added: counts.value.added + added, known: counts.value.known + known };
      return refused;
    },
    onFailure: tell,
    onChange: (state) => {
      keepNote(`upload-${productId}`, state);
      refresh(state.phase === 'done');
    },
  });
  const upload = { transfer, counts };
  uploads.set(productId, upload);
  return upload;
}

/** The images of a product on their way to be inspected. */
export function inspectingOf(productId: string): Inspecting {
  const known = inspecting.get(productId);
  if (known !== undefined) return known;
  const transfer = new Transfer({
    batch: 1,
    lanes: INSPECTED_AT_ONCE,
    send: async (files, aborted) => {
      const result = await sendFiles<InspectResult>(`inspect?product=${productId}`, files, aborted);
      entry.onResult(result);
      return result.failures;
    },
    onFailure: tell,
    onChange: (state) => keepNote(`inspect-${productId}`, state),
  });
  const entry: Inspecting = { transfer, onResult: () => undefined };
  inspecting.set(productId, entry);
  return entry;
}

/** What a reload of the page has ended, of this product and kind. */
export function interrupted(kind: 'upload' | 'inspect', productId: string): Interrupted | null {
  const note = sessionStorage.getItem(`${kind}-${productId}`);
  return note === null ? null : (JSON.parse(note) as Interrupted);
}

/** Forgets what a reload has ended. */
export function forgetInterrupted(kind: 'upload' | 'inspect', productId: string): void {
  sessionStorage.removeItem(`${kind}-${productId}`);
}

/** Outlives a reload of the page, which ends the transfer. */
function keepNote(key: string, { phase, done, total }: TransferState): void {
  if (phase === 'done') sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify({ done, total }));
}

/** Calls at most once in a while, unless it must be now. */
function seldom(work: () => void): (now: boolean) => void {
  let last = 0;
  return (now) => {
    if (!now && performance.now() - last < REFRESH_MS) return;
    last = performance.now();
    work();
  };
}

window.addEventListener('beforeunload', (event) => {
  const all = [...uploads.values(), ...inspecting.values()];
  if (all.some(({ transfer }) => transfer.underWay)) event.preventDefault();
});
