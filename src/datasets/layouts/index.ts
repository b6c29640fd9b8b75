import { layoutNames, type LayoutName } from '../../config/choices/index.ts';
import { btad, loco, mvtec, mvtec2 } from './categoryTrees.ts';
import { coco } from './coco.ts';
import { dagm } from './dagm.ts';
import { deepPcb } from './deepPcb.ts';
import { kolektor, kolektor2 } from './kolektor.ts';
import type { Layout } from './Layout.ts';
import { mtd } from './mtd.ts';
import { plain } from './plain.ts';
import { realIad } from './realIad.ts';
import { table } from './table.ts';
import { visa } from './visa.ts';

export type { Layout } from './Layout.ts';
export { type LayoutName, layoutNames };

/** All layouts, by name. */
export const layouts = {
  table,
  mtd,
  visa,
  'real-iad': realIad,
  'deep-pcb': deepPcb,
  'kolektor-sdd': kolektor,
  'kolektor-sdd2': kolektor2,
  dagm,
  'mvtec-ad-2': mvtec2,
  'mvtec-loco': loco,
  mvtec,
  btad,
  coco,
  folder: plain,
} as const satisfies Record<LayoutName, Layout>;
