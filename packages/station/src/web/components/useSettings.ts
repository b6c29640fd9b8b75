import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground } from '../state.ts';

/**
 * Settings of an address, until they are there null, with what was changed and a way to keep it. An answer
 * that comes late overwrites nothing that was changed meanwhile.
 *
 * @param bodyOf what of them is sent.
 */
export function useSettings<Settings>(
  path: string,
  bodyOf: (settings: Settings) => unknown = (settings) => settings,
) {
  const [kept, setKept] = useState<Settings | null>(null);
  const [changed, setChanged] = useState<Settings | null>(null);
  useEffect(() => {
    void inBackground(async () => setKept(await api<Settings>(path)));
  }, [path, comebacks.value]);
  const save = () =>
    attempt(async () => {
      if (changed === null) return;
      setKept(await send<Settings>('PUT', path, bodyOf(changed)));
      setChanged((now) => (now === changed ? null : now));
    });
  return {
    settings: changed ?? kept,
    isChanged: changed !== null,
    change: (settings: Settings) => setChanged(settings),
    save,
  };
}
