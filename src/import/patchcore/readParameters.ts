import { z } from 'zod';
import { PickleMachine, type PickleValue } from '../../backbone/weights/index.ts';
import { readSmallFile, unsupported } from '../foreignFile.ts';

/** The file is a dictionary of eight entries; real ones have a quarter of a kilobyte. */
const MAX_BYTES = 4096;

const count = z.int().positive().max(65_536);

/** The parameters that the original implementation saves next to its index. */
const parametersSchema = z.object({
  'backbone.name': z.string().min(1),
  layers_to_extract_from: z.array(z.string().min(1)).min(1).max(16),
  /** Channels, height, width of the network's input. */
  input_shape: z.tuple([z.literal(3), count, count]),
  pretrain_embed_dimension: count,
  target_embed_dimension: count,
  patchsize: count,
  patchstride: count,
  anomaly_scorer_num_nn: count,
});

/** The parameters of a saved model of the original implementation. */
export type PatchcoreParameters = z.output<typeof parametersSchema>;

/**
 * Reads `patchcore_params.pkl` with the restricted reader, which knows strings, numbers, lists and
 * dictionaries and executes nothing.
 *
 * @throws NominalError `INPUT_NOT_FOUND`, or `IMPORT_UNSUPPORTED` that names the part that is not allowed.
 */
export async function readParameters(path: string): Promise<PatchcoreParameters> {
  const bytes = await readSmallFile(path, MAX_BYTES);
  const refuse = (received: string, cause?: unknown) =>
    unsupported({
      what: `${path} cannot be read as the parameters of the original implementation`,
      expected: 'a pickle of one dictionary; nothing in a pickle is ever executed',
      received,
      remedy: 'Name the patchcore_params.pkl next to the index',
      cause,
    });
  const result = parametersSchema.safeParse(plain(new PickleMachine(bytes, 0, refuse).run()));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refuse(`"${issue.path.join('.')}": ${issue.message}`, result.error);
}

/** The dictionary with its tuples as lists. Deeper values are not needed. */
function plain(value: PickleValue, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 1) return null;
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item, depth + 1)]));
  }
  const items = Array.isArray(value) ? value : value.kind === 'tuple' ? value.items : null;
  return items?.map((item) => plain(item, depth + 1)) ?? null;
}
