import { type CategoryName, categoryNames } from '../config/choices/index.ts';
import { cap } from './parts/cap.ts';
import { circuit } from './parts/circuit.ts';
import { fabric } from './parts/fabric.ts';
import { gear } from './parts/gear.ts';
import { label } from './parts/label.ts';
import { metalPlate } from './parts/metalPlate.ts';
import { panel } from './parts/panel.ts';
import { ring } from './parts/ring.ts';
import { terrazzo } from './parts/terrazzo.ts';
import { tile } from './parts/tile.ts';
import { wood } from './parts/wood.ts';
import type { PartCategory } from './scene/Scene.ts';
import type { DefectType } from './defectTypes.ts';

/** All products that the generator can draw, by name. */
export const categories = {
  cap,
  circuit,
  fabric,
  gear,
  label,
  metal_plate: metalPlate,
  panel,
  ring,
  terrazzo,
  tile,
  wood,
} as const satisfies Record<CategoryName, PartCategory>;

export { type CategoryName, categoryNames };

/** The kinds of defect of a category, in the order in which a data set draws them. */
export function defectsOf(category: CategoryName): readonly DefectType[] {
  return categories[category].defects;
}
