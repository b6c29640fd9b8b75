import { send } from './api.ts';
import { attempt } from './state.ts';
import type { Inspection } from './types.ts';

/** What a person says of a decision; what is left out stays. */
export interface Opinion {
  readonly review?: Inspection['review'];
  readonly comment?: string;
  readonly tags?: readonly string[];
}

/** Ends when all is sent that was said so far. */
let sent: Promise<unknown> = Promise.resolve();
/** What was said last of each decision that the station has not answered yet. */
const unanswered = new Map<number, Opinion>();

/**
 * Says something of a decision. It is shown at once, so that the next key builds on it, and is sent after
 * what was said before. An answer that comes late changes nothing that was said since; where the station
 * refuses, the decision is shown as it was.
 *
 * @returns whether it was kept.
 */
export async function say(
  inspection: Inspection,
  opinion: Opinion,
  onChange: (changed: Inspection) => void,
): Promise<boolean> {
  const { id } = inspection;
  const said = { ...inspection, ...opinion, tags: [...(opinion.tags ?? inspection.tags)] };
  unanswered.set(id, opinion);
  onChange(said);
  const isLast = () => unanswered.get(id) === opinion;
  const done = sent.then(() =>
    attempt(async () => {
      const body = { review: said.review, ...opinion };
      const saved = await send<Inspection>('PUT', `inspections/${id}/review`, body);
      if (isLast()) onChange(saved);
    }),
  );
  sent = done;
  const isKept = await done;
  if (!isKept && isLast()) onChange(inspection);
  if (isLast()) unanswered.delete(id);
  return isKept;
}
