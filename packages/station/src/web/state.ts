import { computed, effect, signal } from '@preact/signals';
import { api, ApiError } from './api.ts';
import type { Product, Session } from './types.ts';

/** A choice that this browser remembers. */
function remembered<Value extends string>(key: string, fallback: Value) {
  const choice = signal((localStorage.getItem(key) as Value | null) ?? fallback);
  effect(() => localStorage.setItem(key, choice.value));
  return choice;
}

const systemLanguage = navigator.language.startsWith('zh') ? 'zh' : 'en';

export const language = remembered<'en' | 'zh'>('language', systemLanguage);
export const theme = remembered<'auto' | 'light' | 'dark'>('theme', 'auto');
export const productId = remembered<string>('product', '');

/** The part of the address behind "#/": which page, and of what. */
export const route = signal(readRoute());
window.addEventListener('hashchange', () => {
  route.value = readRoute();
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

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Does something, and shows the error if it fails. @returns whether it succeeded. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    failure.value = null;
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) loginNeeded.value = true;
    else failure.value = error instanceof Error ? error.message : String(error);
    return false;
  }
}

export async function loadProducts(): Promise<void> {
  products.value = await api<Product[]>('products');
}

export async function loadSession(): Promise<void> {
  session.value = await api<Session>('session');
  loginNeeded.value = false;
}

/** Whether the session has a scope. */
export function may(scope: Session['scope']): boolean {
  const order = ['inspect', 'review', 'admin'];
  return order.indexOf(session.value?.scope ?? '') >= order.indexOf(scope);
}

function readRoute(): readonly [string, ...string[]] {
  const [page = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  return [page === '' ? 'products' : page, ...rest];
}
