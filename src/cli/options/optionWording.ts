import type { Wording } from '../../config/index.ts';
import { formatValue } from './formatValue.ts';

/**
 * How messages name configuration keys and values that came from options.
 *
 * @param names options that are not called like their key: `{ servers: '--nats' }`.
 */
export function optionWording(names: Readonly<Record<string, string>> = {}): Wording {
  return {
    // A list or a size is one option, so only the first part of the path counts.
    key: (path) => {
      const [key = ''] = path.split('.');
      return names[key] ?? optionOf(key);
    },
    value: (value) => (value === '' ? '""' : formatValue(value)),
    object: (keys) => keys.map((key) => key.toUpperCase()).join('x'),
    list: (items) => `${items}, several separated by commas`,
  };
}

/** The option of a configuration key: "--coreset-ratio" of "coresetRatio". */
export function optionOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
