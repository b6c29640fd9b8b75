import { z } from 'zod';
import { compareEvaluations, type Comparison } from '../../../benchmark/index.ts';
import { readJsonLines } from '../../../datasets/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { CommandContext } from '../../context.ts';
import { formatTable } from '../../output/formatTable.ts';
import { inLine } from '../../output/printable.ts';

const evaluationSchema = z.object({
  dataset: z.string(),
  category: z.string(),
  threshold: z.number(),
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
/** What `nominal compare` does. */
export async function runCompare(
  first: string,
  second: string,
  flags: { readonly json?: boolean },
  context: CommandContext,
): Promise<void> {
  const comparisons = compareEvaluations(
    await readEvaluations(first),
    await readEvaluations(second),
  );
  const { out } = context.terminal;
  if (flags.json) {
    for (const comparison of comparisons) out(`${JSON.stringify(comparison)}\n`);
  } else out(textOf(comparisons, first, second));
}

/** A line of `evaluate --json`, or a result file of `benchmark`. */
const lineSchema = z.union([
  z.object({ evaluation: evaluationSchema }).transform(({ evaluation }) => evaluation),
  evaluationSchema,
]);
type Compared = z.output<typeof evaluationSchema>;

async function readEvaluations(path: string): Promise<Compared[]> {
  const evaluations: Compared[] = [];
  for (const { line, value } of await readJsonLines(path)) {
    const result = lineSchema.safeParse(value);
    if (!result.success) {
      throw new NominalError('CONFIG_INVALID', {
        what: `line ${line} of ${path} is not an evaluation`,
        expected: 'output of "nominal evaluate --json", or a result file of "nominal benchmark"',
        received: JSON.stringify(value).slice(0, 100),
      });
    }
    evaluations.push(result.data);
  }
  if (evaluations.length > 0) return evaluations;
  throw new NominalError('INPUT_EMPTY', { what: `${path} holds no evaluation` });
}

function textOf(comparisons: readonly Comparison[], first: string, second: string): string {
  const header = ['category', 'images', 'figure', 'first', 'second', 'difference', '95 %', 'p'];
  const rows = comparisons.flatMap((comparison) =>
    figures.map(([key, title]) => {
      const { first: before, second: after, difference, interval, pValue } = comparison[key];
      return [
        comparison.category ?? 'mean',
        String(comparison.images),
        title,
        before.toFixed(4),
        after.toFixed(4),
        signed(difference),
        interval === null ? 'all resamples agree' : interval.map(signed).join(' to '),
        pValue.toFixed(4),
      ];
    }),
  );
  const verdicts = comparisons.map(({ category, better }) => {
    const name = inLine(better === 'first' ? first : second);
    const what = inLine(category ?? 'mean over the categories');
    return better === 'neither'
      ? `${what}: the difference is within noise`
      : `${what}: ${name} is better (image AUROC, paired bootstrap over images, 5 %)`;
  });
  return `${formatTable(header, rows)}${verdicts.join('\n')}\n`;
}

const figures = [
  ['imageAuroc', 'image AUROC'],
  ['imageAveragePrecision', 'average precision'],
  ['falseRejectRate', 'rejected at the own threshold'],
  ['detectionRate', 'found at the own threshold'],
] as const;

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}
