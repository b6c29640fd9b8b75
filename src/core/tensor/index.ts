export { allFinite } from './allFinite.ts';
export { columnsOf } from './columnsOf.ts';
export { centerColumns } from './centerColumns.ts';
export { FeatureMap } from './FeatureMap.ts';
export { floatToHalf, halfToFloat } from './float16.ts';
export { Grid, type GridRows } from './Grid.ts';
export { Matrix } from './Matrix.ts';
export { type MatrixProduct, plainProduct, productErrorBound } from './MatrixProduct.ts';
export {
  countGroups,
  type GroupMinima,
  type MatrixProducts,
  plainProducts,
} from './MatrixProducts.ts';
export { squaredDistance } from './squaredDistance.ts';
export { squaredNorms } from './squaredNorms.ts';
