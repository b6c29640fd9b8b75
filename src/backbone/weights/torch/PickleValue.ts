import type { ElementType } from '../ElementType.ts';

/** The bytes that tensors share, by the key that the file knows them by. */
export interface TorchStorage {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: ElementType;
  readonly elements: number;
}

/** A tensor as the pickle describes it: a strided view of a storage, in elements. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** An allowed global, known by its name; it is never looked up or called. */
export interface TorchGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** A tuple; an array is a list. */
export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** Whatever a restricted pickle may hold. A dictionary is a Map, so that no key can touch a prototype. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | TorchStorage
  | TorchTensor
  | TorchGlobal
  | PickleTuple
  | PickleValue[]
  | Map<PickleValue, PickleValue>;
