import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resolveFitConfig } from '../../../config/index.ts';
import { openDataset } from '../../../datasets/index.ts';
import { demoParts, writeDataset } from '../../../demo/index.ts';
import { evaluate } from '../../../detector/index.ts';
import { assertWritableFolder, removeFolder, writeFileAtomic } from '../../../files/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeMachine } from '../../output/describeMachine.ts';
import { evaluationTable } from '../../output/evaluationTable.ts';
import { inLine } from '../../output/printable.ts';
import type { DemoFlags } from './demo.ts';

/** Marks a data set as the demo's; one without it is the user's and must not be removed. */
const MARKER = 'rendered-by-nominal-demo.txt';

/** What `nominal demo` does. */
export async function runDemo(
  { category, out, seed }: DemoFlags,
  context: CommandContext,
): Promise<void> {
  const view = context.progress({});
  const job = { signal: context.signal, onProgress: view.onProgress };
  const folder = join(out, category);
  try {
    resolveFitConfig({ seed });
    await assertWritableFolder(folder);
    // Any other folder of that name is kept: writeDataset refuses to write into it.
    if (existsSync(join(folder, MARKER))) await removeFolder(folder);
    await writeDataset(folder, { category, seed, ...demoParts, ...job });
    await writeFileAtomic(join(folder, MARKER), 'Replaced when "nominal demo" runs again.\n');
    const [dataset] = await openDataset(folder);
    const { ReportCollector, renderReport } = await import('../../../report/index.ts');
    const collector = new ReportCollector({ training: dataset.train });
    const evaluation = await evaluate(dataset, { seed }, { ...job, onInspection: collector.add });
    view.stop();
    const page = join(out, 'report.html');
    const command = `nominal demo --category ${category} --seed ${seed}`;
    const measuredOn = describeMachine();
    const html = renderReport(collector.data(evaluation, command, { measuredOn }));
    await writeFileAtomic(page, html);
    context.terminal.out(evaluationTable([evaluation]));
    context.terminal.out(`Report: ${inLine(resolve(page))}\nImages: ${inLine(resolve(folder))}\n`);
  } finally {
    view.stop();
  }
}
