import { invalidWeights } from '../invalidWeights.ts';
import { PickleMachine } from './PickleMachine.ts';
import type { PickleValue, TorchStorage } from './PickleValue.ts';

/** A pickle's value, and where the next pickle begins. */
export interface ReadPickle {
  readonly value: PickleValue;
  readonly end: number;
  /** Every storage that the pickle names, by key. */
  readonly storages: ReadonlyMap<string, TorchStorage>;
}

/**
 * Reads one pickle of tensors, dictionaries, lists, tuples, strings and numbers. Only the opcodes that
 * PyTorch writes for these are known, only the globals of `allowedGlobals` may be named, and nothing
 * is ever looked up, imported or called.
 * @param path name of the file in messages.
 * @throws NominalError BACKBONE_INVALID that names the opcode or global that is not allowed.
 */
export function readPickle(bytes: Uint8Array, path: string, start = 0): ReadPickle {
  const machine = openPickle(bytes, path, start);
  const value = machine.run();
  return { value, end: machine.position, storages: machine.storages };
}

/** A machine that reads the pickle at `start`, with the errors of {@link readPickle}. */
export function openPickle(bytes: Uint8Array, path: string, start: number): PickleMachine {
  return new PickleMachine(bytes, start, (received) =>
    invalidWeights(path, received, {
      expected: 'a pickle of tensors and dictionaries only; nothing in a pickle is ever executed',
      remedy: 'Save only the state dictionary, with torch.save(model.state_dict(), file)',
    }),
  );
}
