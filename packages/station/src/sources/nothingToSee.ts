import { NominalError } from 'nominal-vision/internal/errors';

/** A source shows nothing that a test picture could be made from. */
export function nothingToSee(source: string, expected: string): NominalError {
  return new NominalError('SOURCE_SILENT', {
    reason: 'sourceSilent',
    what: `${source} shows nothing`,
    expected,
    details: { source },
  });
}
