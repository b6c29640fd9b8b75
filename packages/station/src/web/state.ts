import { computed, effect, signal } from '@preact/signals';
import { api, ApiError } from './api.ts';
import { type Language, languageNames, spokenLanguage } from './texts/languages.ts';
import type { Product, Session } from './types.ts';

/** A choice that this browser remembers. @param known what may be chosen; anything by default. */
function remembered<Value extends string>(key: string, fallback: Value, known?: readonly Value[]) {
  const kept = localStorage.getItem(key) as Value | null;
  const isKnown = kept !== null && known?.includes(kept) !== false;
  const choice = signal(isKnown ? kept : fallback);
  effect(() => localStorage.setItem(key, choice.value));
  return choice;
}

/** The language: at the first visit that of the browser. */
export const language = remembered<Language>(
  'language',
  spokenLanguage(navigator.languages),
  languageNames,
);
/** Whether the operator's screen sounds at a reject. */
export const sound = remembered<'on' | 'off'>('sound', 'off', ['on', 'off']);
export const theme = remembered<'auto' | 'light' | 'dark'>('theme', 'auto');
/** What is drawn over an image. */
export const shownLayer = remembered<'outlines' | 'map' | 'image'>('layer', 'outlines');
/** How much the map covers the image, 0..1. The report's is the default. */
export const mapOpacity = signal(Number(localStorage.getItem('opacity') ?? 0.75));
effect(() => localStorage.setItem('opacity', String(mapOpacity.value)));
/** Whether the nearest good image is shown beside a decision's. */
export const goodBeside = remembered<'off' | 'on'>('beside', 'off');
/** Comments that were typed and not saved, by the id of their decision. */
export const commentDrafts = signal<ReadonlyMap<number, string>>(new Map());
export const productId = remembered<string>('product', '');

/** The part of the address behind "#/": which page, and of what; what follows a "?" is in `routeQuery`. */
export const route = signal(readRoute());
/** What the address says after its "?", such as a filter. */
export const routeQuery = computed(() => route.value && queryNow());

/** The same of an address that the page does not show yet: what changes a part of it begins from this. */
export function queryNow(): URLSearchParams {
  return new URLSearchParams(location.hash.split('?')[1]);
}

window.addEventListener('hashchange', () => {
  route.value = readRoute();
  failure.value = null;
});

export const session = signal<Session | null>(null);
export const loginNeeded = signal(false);
export const products = signal<readonly Product[]>([]);

/** The product that all pages show. */
export const product = computed(
  () => products.value.find(({ id }) => id === productId.value) ?? products.value.at(0) ?? null,
);

/** The last thing that went wrong, until it is put away. */
export const failure = signal<string | null>(null);

/** What was done last and can be undone, until it is put away or something else is done. */
export const undoable = signal<{
  readonly text: string;
  readonly undo: () => Promise<unknown>;
} | null>(null);

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Does what a person asked for, and shows the error if it fails. @returns whether it succeeded. */
export function attempt(work: () => Promise<unknown>): Promise<boolean> {
  failure.value = null;
  return inBackground(work);
}

/**
 * Does what nobody asked for, such as a page's fetching of what it shows. An error is shown as well; an
 * earlier one is not put away.
 */
export async function inBackground(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}

/** Shows an error. */
export function tell(error: unknown): void {
  const code = error instanceof ApiError ? error.code : null;
  // While the station does not answer, a banner of its own says so.
  if (code === 'UNREACHABLE') return;
  if (code === 'UNAUTHORIZED') loginNeeded.value = true;
  else failure.value = messageOf(error);
}

/** Puts what an error says into the language spoken; set where the texts are. */
let translateError: (error: ApiError) => string = ({ message }) => message;
export function translateErrorsBy(translate: typeof translateError): void {
  translateError = translate;
}

/** What an error says to a person. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return translateError(error);
  return error instanceof Error ? error.message : String(error);
}

export async function loadProducts(): Promise<void> {
  products.value = await api<Product[]>('products');
}

export async function loadSession(): Promise<void> {
  session.value = await api<Session>('session');
  loginNeeded.value = false;
}

/** Goes to what a page shows, so that the address leads there again. Values that are empty are left out. */
export function goTo(page: string, of: string, query: Readonly<Record<string, string>> = {}): void {
  location.hash = addressOf(page, of, query);
}

/** The same without a way back to what was shown before: nobody has asked for that. */
export function showHere(
  page: string,
  of: string,
  query: Readonly<Record<string, string>> = {},
): void {
  history.replaceState(null, '', addressOf(page, of, query));
  route.value = readRoute();
}

function addressOf(page: string, of: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  const asked = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  return `#/${page}${of === '' ? '' : `/${of}`}${asked}`;
}

/** Whether the session has a scope. */
export function may(scope: Session['scope']): boolean {
  const order = ['inspect', 'review', 'admin'];
  return order.indexOf(session.value?.scope ?? '') >= order.indexOf(scope);
}

function readRoute(): readonly [string, ...string[]] {
  const [page = '', ...rest] = location.hash.replace(/^#\/?/, '').replace(/\?.*/, '').split('/');
  return [page === '' ? 'products' : page, ...rest];
}
