import type { PatchPlaces } from './PatchPlaces.ts';

type PatchGrid = PatchPlaces['grid'];

/** The size that all patch grids have; null if they differ or there is none. */
export function sharedGrid(grids: readonly PatchGrid[]): PatchGrid | null {
  const [first] = grids;
  const shared = grids.every(
    ({ height, width }) => height === first.height && width === first.width,
  );
  return grids.length > 0 && shared ? first : null;
}
