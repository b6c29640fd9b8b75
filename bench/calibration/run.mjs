// Measures whether thresholds hold, and writes docs/benchmarks-calibration.md with its plots: no
// figure is typed by hand.
//
//   node bench/calibration/run.mjs DATA BACKBONES [STAGE…]   compute what is missing, then write the page
//   node bench/calibration/run.mjs DATA BACKBONES page       write the page from the results that are kept
//
// Stages: rates, subsets, rule, screening, update, or one experiment of a stage such as 'rates/mtd, defaults'; all
// by default. Results are kept in bench/output/calibration/ and not computed again; a section without any stays as it
// is on the page.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { outputFolder } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { measureRates } from './measureRates.mjs';
import { measureRule } from './measureRule.mjs';
import { measureSubsets } from './measureSubsets.mjs';
import { measureScreening } from './measureScreening.mjs';
import { measureUpdate } from './measureUpdate.mjs';
import { writeCalibrationPage } from './page.mjs';

const [data, backbones, ...named] = wordsOf('bench/calibration/run.mjs DATA BACKBONES [page]');
const stages = named.length === 0 ? ['rates', 'subsets', 'rule', 'screening', 'update'] : named;
const isNamed = (name) => stages.includes(name);
const output = outputFolder('calibration');

const resnet = { backbone: `${backbones}/resnet50v2-imagenet` };
const paper = { resize: 256, crop: 224, standardization: 'none', topShare: 0 };
const plies = { dataset: 'plies', train: 60, heldOut: 30, defective: 20 };
const mtd = { dataset: 'mtd', train: 100, heldOut: 50, defective: 60 };

const experiments = {
  rates: [
    { name: 'plies, defaults', ...plies, options: { coresetRatio: 0.02 } },
    { name: 'mtd, defaults', ...mtd, options: { coresetRatio: 0.01 } },
    { name: 'plies, resnet50v2', ...plies, options: { ...resnet, coresetRatio: 0.02 } },
    {
      name: 'plies, resnet50v2, preset paper',
      ...plies,
      options: { ...resnet, ...paper, coresetRatio: 0.02 },
    },
    { name: 'mtd, resnet50v2', ...mtd, options: { ...resnet, coresetRatio: 0.01 } },
  ],
  subsets: [
    { name: 'plies', dataset: 'plies', sizes: [20, 40], splits: 20, defective: 20 },
    { name: 'ball screws', dataset: 'ball-screws', sizes: [20, 40, 80], splits: 10, defective: 60 },
    { name: 'mtd', dataset: 'mtd', sizes: [20, 40, 80, 160], splits: 10, defective: 60 },
    ...['fabric', 'gear', 'label', 'metal_plate', 'tile', 'wood'].map((generated) => ({
      name: generated,
      generated,
      sizes: [20, 40],
      splits: 10,
      defective: 40,
    })),
  ],
  rule: [{ name: 'rule', options: { coresetRatio: 0.02 } }],
  screening: [
    { name: 'plies', ...plies, splits: 5, options: { coresetRatio: 0.02 } },
    { name: 'mtd', ...mtd, splits: 3, options: { coresetRatio: 0.01 } },
  ],
  update: [
    {
      name: 'plies',
      ...plies,
      added: 10,
      splits: 5,
      options: { coresetRatio: 0.02 },
    },
    { name: 'mtd', ...mtd, added: 20, splits: 3, options: { coresetRatio: 0.01 } },
  ],
};
const measures = {
  rates: measureRates,
  subsets: measureSubsets,
  rule: measureRule,
  screening: measureScreening,
  update: measureUpdate,
};

/** @type {any} */
const results = {};
for (const [stage, list] of Object.entries(experiments)) {
  results[stage] = [];
  for (const experiment of list) {
    const file = `${output}${stage}_${experiment.name.replaceAll(/[ ,]+/g, '-')}.json`;
    if (!existsSync(file) && [stage, `${stage}/${experiment.name}`].some(isNamed)) {
      const result = await measures[stage](experiment, data);
      writeFileSync(file, JSON.stringify(result));
    }
    if (existsSync(file)) {
      results[stage].push({ ...experiment, result: JSON.parse(readFileSync(file, 'utf8')) });
    }
  }
}
writeCalibrationPage(results);
