import type { Resolution, Size } from '../../core/image/index.ts';

/** A line about what resizing leaves of the images, and what would leave more; empty if it loses nothing. */
export function describeResolution({
  image,
  resized,
  smallestDetail: { height, width },
  suggestion,
}: Resolution): string {
  if (resized.height >= image.height && resized.width >= image.width) return '';
  const lost = `images of ${text(image)} are resized to ${text(resized)} (height x width): details below about ${height} x ${width} px are lost`;
  if (suggestion === null) return `${lost}\n`;
  const { keeps, resize, timesPixels } = suggestion;
  const gain = keeps === 'aspect' ? 'keeps their proportions' : 'keeps smaller ones';
  return `${lost}; --resize ${text(resize)} ${gain}, in about ${timesPixels} times the time\n`;
}

function text({ height, width }: Size): string {
  return `${height}x${width}`;
}
