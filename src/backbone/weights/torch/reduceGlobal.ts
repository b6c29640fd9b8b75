import type { PickleTuple, PickleValue, TorchStorage, TorchTensor } from './PickleValue.ts';
import { storageTypes } from './torchGlobals.ts';

/** Enough for any weight tensor; keeps products of a forged shape exact. */
const MAX_ELEMENTS = 2 ** 40;

/**
 * The result of applying an allowed global to arguments. Nothing is looked up or run: each global is
 * implemented here. Undefined if the arguments are not those that PyTorch writes.
 */
export function reduceGlobal(name: string, args: readonly PickleValue[]): PickleValue | undefined {
  switch (name) {
    case 'collections.OrderedDict':
      return orderedDict(args);
    case 'torch._utils._rebuild_tensor_v2':
      return rebuildTensor(args);
    case 'torch._utils._rebuild_parameter':
      return isTensor(args[0]) ? args[0] : undefined;
    case 'torch.Size':
      return args.length === 1 && isTuple(args[0]) ? args[0] : undefined;
    default:
      return undefined;
  }
}

/** The storage that a persistent id names: ('storage', class, key, location, elements, …). */
export function storageOf(id: PickleValue): TorchStorage | undefined {
  if (!isTuple(id)) return undefined;
  const [tag, type, key, , elements] = id.items;
  if (tag !== 'storage' || typeof key !== 'string' || !isSize(elements)) return undefined;
  const known = isGlobal(type) ? storageTypes.get(type.name) : undefined;
  return known === undefined ? undefined : { kind: 'storage', key, type: known, elements };
}

/** Python 2 and old PyTorch versions pass the items as a list of pairs; newer versions set them afterwards. */
function orderedDict(args: readonly PickleValue[]): Map<PickleValue, PickleValue> | undefined {
  if (args.length === 0) return new Map();
  const [pairs] = args;
  if (args.length !== 1 || !Array.isArray(pairs)) return undefined;
  const dictionary = new Map<PickleValue, PickleValue>();
  for (const pair of pairs) {
    const items = isTuple(pair) ? pair.items : Array.isArray(pair) ? pair : [];
    if (items.length !== 2) return undefined;
    dictionary.set(items[0], items[1]);
  }
  return dictionary;
}

function rebuildTensor(args: readonly PickleValue[]): TorchTensor | undefined {
  const [storage, offset, shape, strides, , , metadata] = args;
  // Metadata marks values that are stored negated or conjugated.
  if (metadata !== undefined && !isEmpty(metadata)) return undefined;
  if (!isStorage(storage) || !isSize(offset) || !isTuple(shape) || !isTuple(strides))
    return undefined;
  const sides = shape.items.filter(isSize);
  const steps = strides.items.filter(isSize);
  if (sides.length !== shape.items.length || steps.length !== sides.length) return undefined;
  if (strides.items.length !== steps.length) return undefined;
  let last = offset;
  let elements = 1;
  for (const [axis, side] of sides.entries()) {
    elements *= side;
    last += Math.max(0, side - 1) * steps[axis];
    if (elements > MAX_ELEMENTS || last > MAX_ELEMENTS) return undefined;
  }
  if (elements > 0 && last >= storage.elements) return undefined;
  // A stride of 0 repeats one value; a small file could claim a huge tensor that way.
  if (elements > storage.elements) return undefined;
  return { kind: 'tensor', storage, offset, shape: sides, strides: steps };
}

function isEmpty(metadata: PickleValue): boolean {
  return metadata === null || (metadata instanceof Map && metadata.size === 0);
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTuple(value: PickleValue | undefined): value is PickleTuple {
  return hasKind(value, 'tuple');
}

function isStorage(value: PickleValue | undefined): value is TorchStorage {
  return hasKind(value, 'storage');
}

function isGlobal(
  value: PickleValue | undefined,
): value is Extract<PickleValue, { kind: 'global' }> {
  return hasKind(value, 'global');
}

/** Whether a value of a pickle is a tensor. */
export function isTensor(value: PickleValue | undefined): value is TorchTensor {
  return hasKind(value, 'tensor');
}

function hasKind(value: PickleValue | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
