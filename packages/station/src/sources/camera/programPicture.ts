import type { TestPicture } from '../kinds/SourceKind.ts';
import { nothingToSee } from '../nothingToSee.ts';
import type { CameraProgram } from './CameraProgram.ts';

/** Longest wait for a frame. */
const WAIT_MS = 10_000;

/** What the program of a camera shows next. @throws NominalError `SOURCE_SILENT` if nothing comes. */
export async function programPicture(
  source: string,
  program: Pick<CameraProgram, 'next'>,
  signal: AbortSignal,
): Promise<TestPicture> {
  const frame = await program
    .next(AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]))
    .catch(() => null);
  if (frame === null) throw nothingToSee(source, `a frame within ${WAIT_MS / 1000} s`);
  return { name: source, bytes: frame.toFile() };
}
