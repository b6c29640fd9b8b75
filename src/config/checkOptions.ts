import { NominalError, valueText } from '../errors/index.ts';
import { suggestion } from './suggestion.ts';

/** The type that an option's value must have; `any` if the value is checked later. */
type Kind = keyof typeof kinds;

/** Every option of an interface with its kind; a forgotten option does not compile. */
export type OptionKinds<Options> = { readonly [Key in keyof Options]-?: Kind };

const kinds = {
  any: { expected: 'a value', fits: () => true },
  boolean: { expected: 'true or false', fits: (value: unknown) => typeof value === 'boolean' },
  date: { expected: 'a Date', fits: (value: unknown) => value instanceof Date },
  function: { expected: 'a function', fits: (value: unknown) => typeof value === 'function' },
  number: { expected: 'a number', fits: (value: unknown) => typeof value === 'number' },
  // AbortSignals of other libraries and realms are not instances of this realm's class.
  signal: {
    expected: 'an AbortSignal',
    fits: (value: unknown) =>
      typeof value === 'object' && value !== null && 'aborted' in value && 'onabort' in value,
  },
  string: { expected: 'a string', fits: (value: unknown) => typeof value === 'string' },
} as const;

/**
 * Refuses unknown options, because a typing error would otherwise be ignored silently.
 *
 * @param what the function that the options belong to: "Detector.load".
 * @throws NominalError `CONFIG_INVALID`; for an unknown option it names the nearest known one.
 */
export function checkOptions<Options extends object>(
  options: Options,
  known: OptionKinds<Options>,
  what: string,
): void {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new NominalError('CONFIG_INVALID', {
      what: `the options of ${what} are not valid`,
      expected: `an object with any of ${Object.keys(known).join(', ')}`,
      received: (options as unknown) === null ? 'null' : typeof options,
    });
  }
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, key)) {
      const names = Object.keys(known);
      throw new NominalError('CONFIG_INVALID', {
        what: `the options of ${what} are not valid: unknown key "${key}"${suggestion(key, names)}`,
        expected: names.length === 0 ? 'none' : names.join(', '),
        details: { key },
      });
    }
    const { expected, fits } = kinds[known[key as keyof Options]];
    if (value === undefined || fits(value)) continue;
    throw new NominalError('CONFIG_INVALID', {
      what: `the options of ${what} are not valid: "${key}"`,
      expected,
      received: valueText(value),
      details: { key },
    });
  }
}
