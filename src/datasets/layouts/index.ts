import { stat } from 'node:fs/promises';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { categoryFolders } from './categoryFolders.ts';
import { listFolder } from '../files/listFolder.ts';
import { btadLayout, isBtadCategory, readBtad } from './btad.ts';
import { cocoLayout, cocoLists, readCoco } from './coco.ts';
import { dagmLayout, isDagmClass, readDagm } from './dagm.ts';
import { deepPcbLayout, deepPcbRoot, readDeepPcb } from './deepPcb.ts';
import { isKolektor2, kolektor2Layout, readKolektor2 } from './kolektor2.ts';
import { kolektorLayout, readKolektor } from './kolektor.ts';
import { isLocoCategory, locoLayout, readLoco } from './loco.ts';
import { mtdLayout, readMtd } from './mtd.ts';
import { isMvtec2Category, mvtec2Layout, readMvtec2 } from './mvtec2.ts';
import { isMvtecCategory, mvtecLayout, readMvtec } from './mvtec.ts';
import { isPlain, plainLayout, readPlain } from './plain.ts';
import { readRealIad, realIadLayout } from './realIad.ts';
import { isTable, readTable, tableLayout } from './table.ts';
import { isVisa, readVisa, visaLayout } from './visa.ts';

/** How the files of a data set are laid out, and how that is read. */
export interface Layout {
  /** What is looked for, in words. */
  readonly lookedFor: string;
  /** Whether a path is laid out so, by names alone. */
  readonly fits: (path: string) => Promise<boolean>;
  readonly read: (path: string, options: DatasetOptions) => Promise<readonly Dataset[]>;
}

const folderHas = (test: (folder: string) => Promise<boolean>) => async (path: string) =>
  (await stat(path)).isDirectory() && test(path);

const anyCategory = (isCategory: (folder: string) => Promise<boolean>) =>
  folderHas(async (path) => (await categoryFolders(path, isCategory)).length > 0);

const foldersMatch = (...patterns: readonly RegExp[]) =>
  folderHas(async (path) => {
    const { folders } = await listFolder(path);
    return patterns.every((pattern) => folders.some((name) => pattern.test(name)));
  });

/** Every layout that is known, in the order in which they are tried: what is more special first. */
export const layouts = {
  table: {
    lookedFor: tableLayout,
    fits: async (path) => (await stat(path)).isFile() && isTable(path),
    read: readTable,
  },
  mtd: {
    lookedFor: mtdLayout,
    fits: foldersMatch(/^MT_Free$/),
    read: async (path, options) => [await readMtd(path, options)],
  },
  visa: { lookedFor: visaLayout, fits: folderHas(isVisa), read: readVisa },
  'real-iad': {
    lookedFor: realIadLayout,
    fits: foldersMatch(/^realiad_jsons$/, /^realiad_\d+$/),
    read: readRealIad,
  },
  'deep-pcb': {
    lookedFor: deepPcbLayout,
    fits: folderHas(async (path) => (await deepPcbRoot(path)) !== null),
    read: async (path) => [await readDeepPcb(path)],
  },
  'kolektor-sdd': {
    lookedFor: kolektorLayout,
    fits: foldersMatch(/^kos\d+$/),
    read: async (path, options) => [await readKolektor(path, options)],
  },
  'kolektor-sdd2': {
    lookedFor: kolektor2Layout,
    fits: folderHas(isKolektor2),
    read: async (path) => [await readKolektor2(path)],
  },
  dagm: { lookedFor: dagmLayout, fits: anyCategory(isDagmClass), read: readDagm },
  'mvtec-ad-2': {
    lookedFor: mvtec2Layout,
    fits: anyCategory(isMvtec2Category),
    read: readMvtec2,
  },
  'mvtec-loco': { lookedFor: locoLayout, fits: anyCategory(isLocoCategory), read: readLoco },
  mvtec: { lookedFor: mvtecLayout, fits: anyCategory(isMvtecCategory), read: readMvtec },
  btad: { lookedFor: btadLayout, fits: anyCategory(isBtadCategory), read: readBtad },
  coco: {
    lookedFor: cocoLayout,
    fits: folderHas(async (path) => (await cocoLists(path)).length > 0),
    read: readCoco,
  },
  folder: {
    lookedFor: plainLayout,
    fits: folderHas(isPlain),
    read: async (path, options) => [await readPlain(path, options)],
  },
} as const satisfies Record<string, Layout>;

/** Name of a layout. */
export type LayoutName = keyof typeof layouts;

/** All names, in the order in which the layouts are tried. */
export const layoutNames = Object.keys(layouts) as LayoutName[];
