import { NominalError } from '../../errors/index.ts';

/** "224" → 224, "224x320" → height 224, width 320; any other text is returned for the schema to refuse. */
export function parseSize(text: string): unknown {
  const pair = /^(\d+)x(\d+)$/i.exec(text);
  return pair === null ? parseNumber(text) : { height: Number(pair[1]), width: Number(pair[2]) };
}

/** A number if the text is one; otherwise the text, which the schema refuses by the option's name. */
export function parseNumber(text: string): unknown {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

/** A whole number of at least 1. @throws NominalError `CONFIG_INVALID`, which names the option. */
export function parseCount(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new NominalError('CONFIG_INVALID', {
    what: `${option} is not valid`,
    expected: 'a whole number of at least 1',
    received: JSON.stringify(text),
  });
}

/** "a, b" → a and b. */
export function parseNames(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/**
 * The items of a list separated by commas.
 *
 * @param parse parses one item; undefined if the text is not one.
 * @throws NominalError `CONFIG_INVALID`, which names the option and the item.
 */
export function parseList<Item>(
  option: string,
  text: string,
  expected: string,
  parse: (item: string) => Item | undefined,
): Item[] {
  return parseNames(text).map((name) => {
    const item = parse(name);
    if (item !== undefined) return item;
    throw new NominalError('CONFIG_INVALID', {
      what: `${option} is not valid`,
      expected: `${expected}, separated by commas`,
      received: JSON.stringify(name),
    });
  });
}

/** Shares separated by commas. @throws NominalError `CONFIG_INVALID`, which names the option and the item. */
export function parseShares(option: string, text: string): number[] {
  return parseList(option, text, 'shares above 0, up to 1', (item) => {
    const share = Number(item);
    return item !== '' && share > 0 && share <= 1 ? share : undefined;
  });
}
