import type { ElementType } from '../ElementType.ts';

/** Bytes that tensors may share, identified by their key in the file. */
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

/** An allowed global, identified by its name; it is never looked up or called. */
export interface TorchGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** A tuple; lists are arrays. */
export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** A value of a restricted pickle. Dictionaries are Maps, so that no key can touch a prototype. */
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
