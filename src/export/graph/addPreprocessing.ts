import type { BackboneManifest } from '../../backbone/index.ts';
import { type GraphBuilder, TensorProto_DataType } from '../../backbone/onnx/index.ts';
import {
  normalize,
  type PreprocessOptions,
  planPreprocess,
  RgbImage,
  type Size,
} from '../../core/image/index.ts';
import { addKnownAxis, addOpenAxis, addResampling } from './addResampling.ts';

/** The inputs of the preprocessing of an exported graph. */
export interface PreprocessingPlan {
  /** Name of the image tensor, N × height × width × 3, values 0..255. */
  readonly image: string;
  /** Size of all images; null if any size is taken. */
  readonly imageSize: Size | null;
  /** Size of the network's input. */
  readonly input: Size;
  readonly options: PreprocessOptions;
  readonly normalization: BackboneManifest['input'];
}

/**
 * Adds resizing, crop and normalization, with results that are bit for bit those of the library.
 *
 * @param output name of the network's input tensor, N × 3 × height × width.
 */
export function addPreprocessing(
  builder: GraphBuilder,
  plan: PreprocessingPlan,
  output: string,
): void {
  const { FLOAT } = TensorProto_DataType;
  const pixels = builder.node('Transpose', [builder.node('Cast', [plan.image], { to: FLOAT })], {
    perm: [0, 3, 1, 2],
  });
  const { down, across } =
    plan.imageSize === null ? openAxes(builder, plan) : knownAxes(builder, plan, plan.imageSize);
  const resized = addResampling(builder, pixels, down, across);
  addNormalization(builder, resized, plan.normalization, output);
}

function knownAxes(builder: GraphBuilder, { options }: PreprocessingPlan, imageSize: Size) {
  const { image, resized, input, cropStart } = planPreprocess(imageSize, options);
  return {
    down: addKnownAxis(builder, {
      from: image.height,
      to: resized.height,
      start: cropStart.y,
      kept: input.height,
    }),
    across: addKnownAxis(builder, {
      from: image.width,
      to: resized.width,
      start: cropStart.x,
      kept: input.width,
    }),
  };
}

function openAxes(builder: GraphBuilder, { image, input, options }: PreprocessingPlan) {
  const shape = builder.node('Shape', [image]);
  const height = builder.node('Slice', [shape, builder.int64([1]), builder.int64([2])]);
  const width = builder.node('Slice', [shape, builder.int64([2]), builder.int64([3])]);
  const { resize } = options;
  if (resize === null) throw new RangeError('a graph has a size to resize to');
  const sides =
    typeof resize === 'number'
      ? addKeepAspect(builder, height, width, resize)
      : { height: builder.int64([resize.height]), width: builder.int64([resize.width]) };
  const axis = (from: string, to: string, kept: number) =>
    addOpenAxis(builder, { from, to, start: addCropStart(builder, to, kept), kept });
  return {
    down: axis(height, sides.height, input.height),
    across: axis(width, sides.width, input.width),
  };
}

/** The short side becomes `side`; the long one is truncated. */
function addKeepAspect(builder: GraphBuilder, height: string, width: string, side: number) {
  const wanted = builder.int64([side]);
  const shorter = builder.node('Min', [height, width]);
  const scaled = (length: string) =>
    builder.node('Div', [builder.node('Mul', [wanted, length]), shorter]);
  return { height: scaled(height), width: scaled(width) };
}

/** Half of the pixels that are cut off, with halves rounded to even. */
function addCropStart(builder: GraphBuilder, to: string, kept: number): string {
  const two = builder.int64([2]);
  const cut = builder.node('Sub', [to, builder.int64([kept])]);
  const half = builder.node('Div', [cut, two]);
  const odd = (tensor: string) =>
    builder.node('Sub', [tensor, builder.node('Mul', [builder.node('Div', [tensor, two]), two])]);
  return builder.node('Add', [half, builder.node('Mul', [odd(cut), odd(half)])]);
}

/** Looks each value of 0..255 up in the table that the library normalizes with. */
function addNormalization(
  builder: GraphBuilder,
  pixels: string,
  normalization: BackboneManifest['input'],
  output: string,
): void {
  const levels = new RgbImage(
    1,
    256,
    Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3)),
  );
  const table = new Float32Array(3 * 256);
  normalize(levels, normalization, table);
  const reversed = normalization.color === 'BGR';
  const ordered = reversed
    ? builder.node('Gather', [pixels, builder.int64([2, 1, 0])], { axis: 1 })
    : pixels;
  const offsets = builder.float([3, 1, 1], Float32Array.of(0, 256, 512));
  const index = builder.node('Cast', [builder.node('Add', [ordered, offsets])], {
    to: TensorProto_DataType.INT32,
  });
  builder.node('Gather', [builder.float([3 * 256], table), index], { axis: 0 }, output);
}
