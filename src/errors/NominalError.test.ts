import { expect, it } from 'vitest';
import { NominalError } from './NominalError.ts';
import { nominalError, plainError } from './plainError.ts';

it('composes a message of its parts', () => {
  const error = new NominalError('CONFIG_INVALID', {
    what: 'a rate is out of range',
    expected: '0 to 1',
    received: '2',
    remedy: 'Give another',
  });
  expect(error.message).toBe('a rate is out of range; expected 0 to 1; received 2. Give another.');
});

it('ends each sentence with one stop, also where it is a question', () => {
  const error = new NominalError('CONFIG_INVALID', {
    what: 'unknown key "rat", did you mean "rate"?',
    remedy: 'Correct it',
  });
  expect(error.message).toBe('unknown key "rat", did you mean "rate"? Correct it.');
});

it('has a short message, whatever a file or a request holds, with the beginning and the end of it', () => {
  const long = `begins ${'x'.repeat(150_000)} ends`;
  for (const part of ['what', 'expected', 'received', 'remedy'] as const) {
    const error = new NominalError('DATASET_LAYOUT', { what: 'a list', [part]: long });
    expect(error.message.length).toBeLessThan(4100);
    expect(error.message).toMatch(/begins x+ … \(150012 characters\) … x+ ends/);
  }
  const received = new NominalError('DATASET_LAYOUT', { what: 'a list', received: long });
  expect(received.message.length).toBeLessThan(600);
  expect(nominalError(plainError(received)).message).toBe(received.message);
});
