import { convertActivation } from './convertActivation.ts';
import { convertArithmetic } from './convertArithmetic.ts';
import { convertBatchNorm } from './convertBatchNorm.ts';
import { convertConcat } from './convertConcat.ts';
import { convertConvolution } from './convertConvolution.ts';
import { convertPad } from './convertPad.ts';
import { convertPool } from './convertPool.ts';
import type { OperatorConverter } from './TrunkContext.ts';

/** The TensorFlow operations that a trunk may be made of. */
export const operatorConverters: ReadonlyMap<string, OperatorConverter> = new Map([
  ['Conv2D', convertConvolution],
  ['_FusedConv2D', convertConvolution],
  ['DepthwiseConv2dNative', convertConvolution],
  ['FusedDepthwiseConv2dNative', convertConvolution],
  ['Add', convertArithmetic],
  ['AddV2', convertArithmetic],
  ['BiasAdd', convertArithmetic],
  ['Sub', convertArithmetic],
  ['Mul', convertArithmetic],
  ['RealDiv', convertArithmetic],
  ['Relu', convertActivation],
  ['Relu6', convertActivation],
  ['Sigmoid', convertActivation],
  ['Tanh', convertActivation],
  ['Elu', convertActivation],
  ['Identity', convertActivation],
  ['MaxPool', convertPool],
  ['AvgPool', convertPool],
  ['FusedBatchNormV3', convertBatchNorm],
  ['ConcatV2', convertConcat],
  ['ConcatChannels', convertConcat],
  ['Pad', convertPad],
]);
