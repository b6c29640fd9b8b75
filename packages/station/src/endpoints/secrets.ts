import { NominalError } from 'nominal-vision/internal/errors';

/** Keys whose values never leave the station. */
const SECRETS = ['password', 'secret'] as const;
/** Keys that say whom a secret is told. */
const ADDRESS = 'url';

type Entries = Readonly<Record<string, unknown>>;

/** An address without what may be a secret in it: user, password and query. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}${search === '' ? '' : '?…'}`;
}

/** User and password of an address, such as that of a camera in the command of a program. */
const USER_IN_ADDRESS = /:\/\/[^\s/?#]*@/g;

/** A text without user and password in any address. */
export function withoutUsers(text: string): string {
  return text.replaceAll(USER_IN_ADDRESS, '://…@');
}

/**
 * A configuration as it is shown: without secrets, the names of which are told, and without user and
 * password in any address.
 */
export function shownConfig(config: object): { config: Entries; secrets: string[] } {
  const secrets: string[] = [];
  const shown = (entries: Entries, path: string): Entries =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([key, value]) => {
        if (isSecret(key)) {
          if (value !== undefined) secrets.push(`${path}${key}`);
          return [];
        }
        if (key === ADDRESS && typeof value === 'string') return [[key, shownUrl(value)]];
        if (isEntries(value)) return [[key, shown(value, `${path}${key}.`)]];
        if (Array.isArray(value)) {
          const each = value.map((own: unknown, i) =>
            isEntries(own) ? shown(own, `${path}${key}.${i}.`) : withoutUser(own),
          );
          return [[key, each]];
        }
        return value === undefined ? [] : [[key, withoutUser(value)]];
      }),
    );
  const result = shown({ ...config }, '');
  return { config: result, secrets };
}

/**
 * A configuration with some keys changed; null takes a key out. Secrets that are not given stay.
 *
 * @throws NominalError `CONFIG_INVALID` if they would be told to another address.
 */
export function changedConfig(config: object, change: Entries): Entries {
  const before: Entries = { ...config };
  const after: Entries = { ...before, ...change };
  for (const [key, value] of Object.entries(change))
    if (value === null) Reflect.deleteProperty(after, key);
  const kept = SECRETS.filter((key) => before[key] !== undefined && !(key in change));
  if (after[ADDRESS] !== before[ADDRESS] && kept.length > 0) {
    throw new NominalError('CONFIG_INVALID', {
      reason: 'secretNeededAgain',
      what: `another address needs its ${kept.join(' and ')} again`,
      remedy: 'Otherwise whoever changes the address would be told the secret of the one before',
    });
  }
  return after;
}

function withoutUser(value: unknown): unknown {
  return typeof value === 'string' ? withoutUsers(value) : value;
}

function isSecret(key: string): boolean {
  return (SECRETS as readonly string[]).includes(key);
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
