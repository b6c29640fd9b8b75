import { type ErrorParts, NominalError } from '../errors/index.ts';

/** The error of another program's file that is whole and cannot be converted. */
export function unsupported(parts: ErrorParts): NominalError {
  return new NominalError('IMPORT_UNSUPPORTED', parts);
}

/** The error of another program's file that is cut short or changed. */
export function damagedImport(path: string, received: string, cause?: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    what: `${path} is not whole: ${received}`,
    remedy: 'Copy it again from where it was made',
    details: { path },
    cause,
  });
}
