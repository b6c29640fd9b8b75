import type { Command } from 'commander';
import { z } from 'zod';
import type { Comparison } from '../../benchmark/index.ts';
import type { PairedDifference } from '../../core/metrics/index.ts';
import { readJsonLines } from '../../datasets/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../formatTable.ts';

const evaluationSchema = z.object({
  dataset: z.string(),
  category: z.string(),
  images: z
    .array(
      z.object({
        name: z.string(),
        defective: z.boolean(),
        defectType: z.string().nullable(),
        imageScore: z.number(),
      }),
    )
    .min(1),
});
/** A line of `evaluate --json`, or a result file of `benchmark`. */
const lineSchema = z.union([
  z.object({ evaluation: evaluationSchema }).transform(({ evaluation }) => evaluation),
  evaluationSchema,
]);
type Compared = z.output<typeof evaluationSchema>;

/** `nominal compare`: which of two evaluations is better, and whether that is more than noise. */
export function addCompareCommand(program: Command, context: CommandContext): void {
  program
    .command('compare')
    .description(
      'Say which of two evaluations of the same images is better, and whether the difference is more than noise',
    )
    .argument('<first>', 'output of "evaluate --json", or a result file of "benchmark"')
    .argument('<second>', 'another one, of the same test images')
    .option('--json', 'print one JSON object per category')
    .action(async (first: string, second: string, flags: { readonly json?: boolean }) => {
      const { compareEvaluations } = await import('../../benchmark/index.ts');
      const [before, after] = [await readEvaluations(first), await readEvaluations(second)];
      const comparisons = [...before].map(([category, evaluation]) => {
        const other = after.get(category);
        if (other !== undefined) return compareEvaluations(evaluation, other);
        throw new NominalError('CONFIG_INVALID', {
          what: `${second} has no evaluation of ${category}, which ${first} has`,
          expected: [...before.keys()].join(', '),
          received: [...after.keys()].join(', '),
        });
      });
      const { out } = context.terminal;
      if (flags.json) {
        for (const comparison of comparisons) out(`${JSON.stringify(comparison)}\n`);
      } else out(textOf(comparisons, first, second));
    });
}

async function readEvaluations(path: string): Promise<Map<string, Compared>> {
  const byCategory = new Map<string, Compared>();
  for (const { line, value } of await readJsonLines(path)) {
    const result = lineSchema.safeParse(value);
    if (!result.success) {
      throw new NominalError('CONFIG_INVALID', {
        what: `line ${line} of ${path} is not an evaluation`,
        expected: 'what "nominal evaluate --json" prints, or a result file of "nominal benchmark"',
        received: JSON.stringify(value).slice(0, 100),
      });
    }
    byCategory.set(result.data.category, result.data);
  }
  if (byCategory.size > 0) return byCategory;
  throw new NominalError('INPUT_EMPTY', { what: `${path} holds no evaluation` });
}

function textOf(comparisons: readonly Comparison[], first: string, second: string): string {
  const header = ['category', 'images', 'figure', 'second - first', '95 % interval', 'p'];
  const rowOf = (
    { category, images }: Comparison,
    figure: string,
    { difference, interval, pValue }: PairedDifference,
  ) => [
    category,
    String(images),
    figure,
    signed(difference),
    interval.map(signed).join(' to '),
    pValue.toFixed(4),
  ];
  const rows = comparisons.flatMap((comparison) => [
    rowOf(comparison, 'image AUROC', comparison.imageAuroc),
    rowOf(comparison, 'average precision', comparison.imageAveragePrecision),
  ]);
  const verdicts = comparisons.map(({ category, better }) => {
    const name = better === 'first' ? first : second;
    return better === 'neither'
      ? `${category}: the difference is within noise`
      : `${category}: ${name} is better (image AUROC, paired bootstrap over images, 5 %)`;
  });
  return `${formatTable(header, rows)}${verdicts.join('\n')}\n`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}
