import { commandContext } from '../context.ts';
import { createProgram } from '../main.ts';
import { renderCliReference } from './renderCliReference.ts';
import { renderErrorReference } from './renderErrorReference.ts';

/** The generated pages of `docs/`: file name → content. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const ignore = () => undefined;
  const silent = { out: ignore, err: ignore, interactive: false };
  const context = commandContext([], silent, new AbortController().signal, ignore);
  return new Map([
    ['cli.md', renderCliReference(await createProgram(context, null))],
    ['errors.md', renderErrorReference()],
  ]);
}
