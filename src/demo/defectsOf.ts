import { type CategoryName, categories } from './categories.ts';
import type { DefectType } from './defectTypes.ts';

/** The kinds of defect that a category offers, in the order in which a data set draws them. */
export function defectsOf(category: CategoryName): readonly DefectType[] {
  return categories[category].defects;
}
