export type { MeasuredImage } from '../../scoring/Scorer.ts';
export { fitByShards, type SpreadFit } from './fitByShards.ts';
export { measureImages } from './measureImages.ts';
export { type ReducedImages, reduceImages } from './reduceImages.ts';
export type { Bank, ShardCrew } from './ShardCrew.ts';
export type { ShardPlan } from './ShardPlan.ts';
