export { allFinite } from './allFinite.ts';
export { FeatureMap } from './FeatureMap.ts';
export { floatToHalf, halfToFloat } from './float16.ts';
export { Grid, type GridRows } from './Grid.ts';
export {
  centerColumns,
  columnMeans,
  copyMatrix,
  Matrix,
  readMatrix,
  squaredNorms,
  type UnreadMatrix,
} from './Matrix.ts';
export {
  countGroups,
  type GroupMinima,
  type MatrixProduct,
  type IntegerMinima,
  type IntegerMinimaSizes,
  type MatrixProducts,
  plainProduct,
  plainProducts,
  productErrorBound,
} from './products.ts';
export { squaredDistance } from './squaredDistance.ts';
