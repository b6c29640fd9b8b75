import type { PickleValue, TorchTensor } from './PickleValue.ts';
import type { ZipEntry } from './readZipDirectory.ts';
import { isTensor } from './reduceGlobal.ts';

/** The content of a PyTorch file, in either of its two layouts. */
export interface TorchFile {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Location of the bytes of each storage, by key. */
  readonly storages: ReadonlyMap<string, ZipEntry>;
}

/** Names under which training programs keep a state dictionary inside a larger one. */
const wrappers = ['state_dict', 'model', 'model_state_dict', 'teacher'];

/** The tensors of a state dictionary by name, also if it is wrapped in a checkpoint. */
export function tensorsOf(value: PickleValue): Map<string, TorchTensor> {
  if (!(value instanceof Map)) return new Map();
  const own = tensorsIn(value);
  if (own.size > 0) return own;
  for (const wrapper of wrappers) {
    const inner: PickleValue | undefined = value.get(wrapper);
    if (inner instanceof Map) return tensorsIn(inner);
  }
  return own;
}

function tensorsIn(dictionary: Map<PickleValue, PickleValue>): Map<string, TorchTensor> {
  const pairs = [...dictionary].flatMap(([key, entry]): [string, TorchTensor][] =>
    typeof key === 'string' && isTensor(entry) ? [[key, entry]] : [],
  );
  return new Map(pairs);
}
