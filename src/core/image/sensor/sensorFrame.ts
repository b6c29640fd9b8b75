import type { Size } from '../Box.ts';
import { demosaic } from './demosaic.ts';
import { frameByteLength, type PixelFormat, valueCount } from './pixelFormats.ts';
import { unpackValues } from './unpackValues.ts';
import { yuvToRgb } from './yuvToRgb.ts';

/** The pixels of a camera's frame. */
export interface SensorFrame extends Size {
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3;
  /** height · width · channels values from 0 to `largest`, interleaved. */
  readonly data: Uint8Array | Uint16Array;
  /** 2^bits − 1. */
  readonly largest: number;
}

/**
 * The pixels of a camera's frame: values are unpacked, a mosaic is made into colors by
 * {@link demosaic}, luma and chroma (full range) by {@link yuvToRgb}.
 *
 * @param bytes as long as {@link frameByteLength} says. Grey and RGB values of 8 bits alias them.
 * @throws RangeError if there are fewer, or if a mosaic is smaller than 3 pixels a side.
 */
export function sensorFrame(bytes: Uint8Array, format: PixelFormat, size: Size): SensorFrame {
  if (bytes.length < frameByteLength(format, size)) throw new RangeError('the frame is cut short');
  const { height, width } = size;
  const { kind } = format;
  const largest = 2 ** format.bits - 1;
  const made = (channels: 1 | 3, data: SensorFrame['data']) => ({
    ...{ height, width, channels, data, largest },
  });
  if (kind === 'YUYV' || kind === 'UYVY') return made(3, ofYuv422(bytes, kind, size));
  const values = unpackValues(bytes, format, valueCount(format, size));
  if (kind === 'mono') return made(1, values);
  if (kind === 'RGB') return made(3, values);
  if (kind === 'BGR') return made(3, turnedAround(values));
  return made(3, demosaic(values, size, kind, largest));
}

function ofYuv422(bytes: Uint8Array, kind: 'YUYV' | 'UYVY', { height, width }: Size): Uint8Array {
  const [luma, chroma] = kind === 'YUYV' ? [0, 1] : [1, 0];
  const stride = 2 * width;
  const plane = { step: 4, stride, acrossShift: 1, downShift: 0 };
  const y = { offset: luma, step: 2, stride, acrossShift: 0, downShift: 0 };
  const u = { ...plane, offset: chroma };
  const v = { ...plane, offset: chroma + 2 };
  return yuvToRgb({ height, width, bytes, y, u, v }, 'full');
}

function turnedAround(bgr: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const rgb = bgr.slice();
  for (let i = 0; i < rgb.length; i += 3) [rgb[i], rgb[i + 2]] = [bgr[i + 2], bgr[i]];
  return rgb;
}
