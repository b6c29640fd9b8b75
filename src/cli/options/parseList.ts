import { NominalError } from '../../errors/index.ts';

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
  return text.split(',').map((part) => {
    const item = parse(part.trim());
    if (item !== undefined) return item;
    throw new NominalError('CONFIG_INVALID', {
      what: `${option} is not valid`,
      expected: `${expected}, separated by commas`,
      received: JSON.stringify(part.trim()),
    });
  });
}
