import type { ElementType } from '../ElementType.ts';

/** Storage classes and the element type that each stands for. */
export const storageTypes: ReadonlyMap<string, ElementType> = new Map([
  ['torch.FloatStorage', 'F32'],
  ['torch.DoubleStorage', 'F64'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

/** Functions that a pickle may apply; `reduceGlobal` implements them. */
export const reducible: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  'torch.Size',
]);

/** All globals that a pickle may name. */
export const allowedGlobals: ReadonlySet<string> = new Set([...storageTypes.keys(), ...reducible]);
