import type { BackboneListing } from '../../../backbone/index.ts';
import { suggestion } from '../../../config/index.ts';
import { NominalError } from '../../../errors/index.ts';

/** The backbone with the given name. @throws NominalError `BACKBONE_NOT_FOUND` with the nearest name. */
export function findListing(name: string, listings: readonly BackboneListing[]): BackboneListing {
  const found = listings.find((listing) => listing.name === name);
  if (found !== undefined) return found;
  const names = listings.map((listing) => listing.name);
  throw new NominalError('BACKBONE_NOT_FOUND', {
    what: `There is no backbone ${name}${suggestion(name, names).replace(/\?$/, '')}`,
    remedy: 'See all names with "nominal backbone list"',
    details: { backbone: name },
  });
}
