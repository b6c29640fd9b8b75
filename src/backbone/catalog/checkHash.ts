import { NominalError } from '../../errors/index.ts';

/**
 * Compares a file's SHA-256 with the recorded one, of which only the first digits may be known.
 * @throws NominalError BACKBONE_INVALID if they differ.
 */
export function checkHash(path: string, received: string, expected: string): void {
  if (received.startsWith(expected)) return;
  throw new NominalError('BACKBONE_INVALID', {
    what: `${path} is not the published file`,
    expected: `SHA-256 ${expected}${expected.length < 64 ? '…' : ''}`,
    received: `SHA-256 ${received}`,
    remedy: 'Fetch it again, if necessary from another mirror; this file is not used',
    details: { path, expected, received },
  });
}
