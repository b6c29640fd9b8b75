import { parseArgs } from 'node:util';

/**
 * The words after a script's name. Prints the usage and ends where `--help` is given or a word is
 * missing.
 *
 * @param {string} usage path and words, optional ones in brackets: `bench/accuracy/run.mjs DATA [page]`.
 */
export function wordsOf(usage) {
  const { positionals, values } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  });
  const needed = usage.replaceAll(/\[[^\]]*\]/g, '').split(' ');
  const required = needed.filter((word) => /^[A-Z]/.test(word)).length;
  if (values.help !== true && positionals.length >= required) return positionals;
  console.log(`node ${usage}`);
  process.exit(values.help === true ? 0 : 2);
}
