import type { Inspection, InspectionFailure } from '../../../detector/index.ts';
import type { CommandContext } from '../../context.ts';
import { inLine } from '../../output/printable.ts';

/** Number of patches that are explained. */
const EXPLANATIONS = 3;

/** The JSON that `inspect --json` prints for an image. @param mapScale map value of one grey level, if a map was written as PNG. */
export function inspectionJson(
  result: Inspection,
  explain: string | true | undefined,
  mapScale: number | undefined,
): object {
  return {
    ...result.toJSON(),
    ...(explain === undefined ? {} : { explanations: result.explain(EXPLANATIONS) }),
    ...(mapScale === undefined ? {} : { mapScale }),
  };
}

/** The sentence that `--explain` prints for an image. */
export function reasonOf({ path, explain }: Inspection): string {
  const [{ box, score, trainingImage, trainingPatch }] = explain();
  const at = `${Math.round(box.x + box.width / 2)}, ${Math.round(box.y + box.height / 2)}`;
  return (
    `${inLine(path ?? 'image')}: highest at pixel ${at} (${score.toFixed(4)}), ` +
    `nearest to ${inLine(trainingImage.name)}, patch ${trainingPatch}\n`
  );
}

/** Prints the error of one image among the results of the others. */
export function reportFailure(
  { path, error }: InspectionFailure,
  { json }: { readonly json?: boolean },
  { terminal }: CommandContext,
): void {
  if (json === true) {
    terminal.out(`${JSON.stringify({ path, error })}\n`);
  } else {
    terminal.err(`nominal: ${inLine(error.message)} [${error.code}]\n`);
  }
}
