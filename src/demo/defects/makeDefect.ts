import type { DefectType } from '../defectTypes.ts';
import type { Defect, DefectContext } from './Defect.ts';
import { makeChip } from './makeChip.ts';
import { makeCrack } from './makeCrack.ts';
import { makeDent } from './makeDent.ts';
import { makeScratch } from './makeScratch.ts';
import { makeStain } from './makeStain.ts';
import { makeWrongColor } from './makeWrongColor.ts';

/** Makes the change to the material for a kind of defect; `missing` changes the scene instead and is not handled here. */
export function makeDefect(type: Exclude<DefectType, 'missing'>, context: DefectContext): Defect {
  switch (type) {
    case 'scratch':
      return makeScratch(context);
    case 'dent':
      return makeDent(context);
    case 'stain':
      return makeStain(context);
    case 'chip':
      return makeChip(context);
    case 'crack':
      return makeCrack(context);
    case 'color':
      return makeWrongColor(context);
  }
}
