export { coarseDescriptor } from './coarseDescriptor.ts';
export { learnRouter, MIN_ROUTED_IMAGES } from './learnRouter.ts';
export { type Route, route } from './route.ts';
export type { RoutedProduct, RouterModel } from './RouterModel.ts';
