import { isJudgedAgain } from '../../inspect/judgedAgain.ts';
import { t } from '../t.ts';

/** Where an image came from, in words; a source is called by its name. */
export function sourceText(source: string): string {
  if (isJudgedAgain({ source })) return t('sourceagain');
  return source === 'http' || source.startsWith('job-') ? t('sourcehttp') : source;
}
