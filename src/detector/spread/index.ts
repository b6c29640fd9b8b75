export type { MeasuredImage } from '../Scorer.ts';
export { fitByShards, type SpreadFit } from './fitByShards.ts';
export { measureImages } from './measureImages.ts';
export { type ReducedImages, reduceImages } from './reduceImages.ts';
export type { ShardCrew } from './ShardCrew.ts';
export type { ShardPlan } from './ShardPlan.ts';
