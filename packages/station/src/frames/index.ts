export { ByteReader, type HalfFrame } from './ByteReader.ts';
export { cutFrame, type FrameCut } from './cutFrame.ts';
export { type Frame, frameOf } from './Frame.ts';
export { type FrameConfig, frameSchema } from './frameSchema.ts';
export { readFrames } from './readFrames.ts';
