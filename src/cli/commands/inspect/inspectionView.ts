import type { Inspection } from '../../../detector/index.ts';
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
