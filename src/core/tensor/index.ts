export { allFinite } from './allFinite.ts';
export { columnsOf, centerColumns, Matrix, squaredNorms } from './Matrix.ts';
export { FeatureMap } from './FeatureMap.ts';
export { floatToHalf, halfToFloat } from './float16.ts';
export { Grid, type GridRows } from './Grid.ts';
export {
  type MatrixProduct,
  plainProduct,
  productErrorBound,
  countGroups,
  type GroupMinima,
  type MatrixProducts,
  plainProducts,
} from './products.ts';
export { squaredDistance } from './squaredDistance.ts';
