import { type Draft, drawingOf } from './draft.ts';
import type { Settings } from './FitSettings.tsx';

/** What was drawn and set, and not saved. */
export interface KeptDraft {
  readonly draft: Draft;
  readonly settings: Settings;
}

interface Kept extends KeptDraft {
  /** What was saved when it was begun: what is changed on top of something else is of no use. */
  readonly base: string;
}

const keyOf = (productId: string) => `setup-${productId}`;

/** What this tab of the browser has kept of a product, over a reload or another page; null if nothing. */
export function keptDraft(productId: string, base: KeptDraft): KeptDraft | null {
  const text = sessionStorage.getItem(keyOf(productId));
  if (text === null) return null;
  const { base: known, draft, settings } = JSON.parse(text) as Kept;
  if (known === textOf(base)) return { draft, settings: { ...base.settings, ...settings } };
  sessionStorage.removeItem(keyOf(productId));
  return null;
}

/** Keeps what is changed; null forgets it, because it is saved or not wanted. */
export function keepDraft(productId: string, base: KeptDraft, changed: KeptDraft | null): void {
  if (changed === null) sessionStorage.removeItem(keyOf(productId));
  else {
    const { draft, settings } = changed;
    const kept: Kept = { draft, settings: withoutRegion(settings), base: textOf(base) };
    sessionStorage.setItem(keyOf(productId), JSON.stringify(kept));
  }
}

/** The same for the same region and settings, however they are numbered and ordered. */
function textOf({ draft, settings }: KeptDraft): string {
  return JSON.stringify([
    drawingOf(draft, { height: 0, width: 0 }),
    Object.entries(withoutRegion(settings)).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** The station's name of the region as it was saved changes with each saving; the draft is the region. */
function withoutRegion(settings: Settings): Settings {
  const entries = Object.entries(settings).filter(([key]) => key !== 'roi');
  return Object.fromEntries(entries) as Settings;
}
