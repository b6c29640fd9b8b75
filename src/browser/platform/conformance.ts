import type * as itsBackbones from '../../backbone/index.ts';
import type * as backbones from './backbones.ts';
import type * as itsCreateOrtSession from '../../backbone/ort/createOrtSession.ts';
import type * as createOrtSession from './createOrtSession.ts';
import type * as itsResolveBackbone from '../../backbone/resolveBackbone.ts';
import type * as resolveBackbone from './resolveBackbone.ts';
import type * as itsOnnx from '../../backbone/onnx/index.ts';
import type * as onnx from './onnx.ts';
import type * as itsReadTensorBytes from '../../backbone/onnx/readTensorBytes.ts';
import type * as readTensorBytes from './readTensorBytes.ts';
import type * as itsReadModelFile from '../../detector/modelFile/readModelFile.ts';
import type * as readModelFile from './readModelFile.ts';
import type * as itsWriteModel from '../../detector/modelFile/writeModel.ts';
import type * as writeModel from './writeModel.ts';
import type * as itsFiles from '../../files/index.ts';
import type * as files from './files.ts';
import type * as itsImages from '../../image/index.ts';
import type * as images from './images.ts';

type Replaces<Replacement extends Partial<Original>, Original> = [Replacement, Original];

/** Compiles only if each module of this folder conforms to the module that it replaces. */
export type Conformance = [
  Replaces<typeof backbones, typeof itsBackbones>,
  Replaces<typeof createOrtSession, typeof itsCreateOrtSession>,
  Replaces<typeof resolveBackbone, typeof itsResolveBackbone>,
  Replaces<typeof onnx, typeof itsOnnx>,
  Replaces<typeof readTensorBytes, typeof itsReadTensorBytes>,
  Replaces<typeof readModelFile, typeof itsReadModelFile>,
  Replaces<typeof writeModel, typeof itsWriteModel>,
  Replaces<typeof files, typeof itsFiles>,
  Replaces<typeof images, typeof itsImages>,
];
