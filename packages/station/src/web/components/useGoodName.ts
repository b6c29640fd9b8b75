import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { inBackground } from '../state.ts';
import type { TrainingImage } from '../types.ts';

/** Names of good images by their hashes, of each product that was asked for. */
const known = new Map<string, Promise<ReadonlyMap<string, string>>>();

/** The file name of a good image; the start of its hash as long as that is not known, or if it was removed. */
export function useGoodName(productId: string, sha256: string | null): string {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (sha256 === null) return;
    void inBackground(async () => {
      const found = await (known.get(productId) ?? namesOf(productId));
      // An update may have brought images since.
      setNames(found.has(sha256) ? found : await namesOf(productId));
    });
  }, [productId, sha256]);
  return sha256 === null ? '' : (names.get(sha256) ?? sha256.slice(0, 8));
}

function namesOf(productId: string): Promise<ReadonlyMap<string, string>> {
  const names = api<TrainingImage[]>(`products/${productId}/images`).then(
    (images) => new Map(images.map(({ sha256, name }) => [sha256, name])),
  );
  known.set(productId, names);
  // Asked for again at the next image.
  names.catch(() => known.delete(productId));
  return names;
}
