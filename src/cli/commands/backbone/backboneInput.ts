import { z } from 'zod';
import type { AddOptions } from '../../../backbone/index.ts';
import { parseConfig } from '../../../config/index.ts';
import { optionWording } from '../../options/optionWording.ts';
import { parseNames } from '../../options/values.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);
const inputSchema = z.strictObject({
  size: z.int().min(8).max(8192).optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  mean: triple.optional(),
  std: triple.optional(),
  color: z.enum(['RGB', 'BGR']).optional(),
});

/** The input of a network as the flags describe it. @throws NominalError `CONFIG_INVALID`. */
export function inputOf(
  flags: Readonly<Partial<Record<'size' | 'range' | 'mean' | 'std' | 'color', string>>>,
): Pick<AddOptions, 'input'> {
  const { size, range, mean, std, color } = flags;
  const lists = Object.entries({ range, mean, std }).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, parseNames(text).map(Number)] as const],
  );
  const given = {
    ...Object.fromEntries(lists),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(color === undefined ? {} : { color: color.toUpperCase() }),
  };
  const parsed = parseConfig(inputSchema, given, 'command line', optionWording());
  const known = Object.entries(parsed).filter(([, value]) => value !== undefined);
  if (known.length === 0) return {};
  return { input: Object.fromEntries(known) };
}
