import { effect, signal } from '@preact/signals';

/** Names that are offered; the one used longest ago gives way. */
const MOST = 12;

/** Who is at this terminal, as he says; empty if he says nothing. Sent with what he does. */
export const person = signal(localStorage.getItem('person') ?? '');
effect(() => localStorage.setItem('person', person.value));

/** Names that were said at this terminal, the last first. */
export const people = signal<readonly string[]>(known());
effect(() => localStorage.setItem('people', JSON.stringify(people.value)));

/** Notes who is at this terminal. */
export function sayPerson(name: string): void {
  person.value = name.trim();
  if (person.value !== '')
    people.value = [person.value, ...people.value.filter((own) => own !== person.value)].slice(
      0,
      MOST,
    );
}

/** Headers that tell the station who it is. */
export function personHeaders(): Readonly<Record<string, string>> {
  return person.value === '' ? {} : { 'nominal-person': encodeURIComponent(person.value) };
}

function known(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem('people') ?? '[]');
    return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
