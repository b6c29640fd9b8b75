import type { InspectionRecord } from '../store/index.ts';

const PREFIX = 'again-';

/** What decisions of a job that judges images again say that they came from. */
export function againSource(jobId: string): string {
  return `${PREFIX}${jobId}`;
}

/** Whether a decision repeats one on an image that had come before: it is no news of the line. */
export function isJudgedAgain({ source }: Pick<InspectionRecord, 'source'>): boolean {
  return source.startsWith(PREFIX);
}
