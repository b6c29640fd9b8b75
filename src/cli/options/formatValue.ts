import { sizeSchema } from '../../config/index.ts';

/** A configuration value as it is written on the command line. */
export function formatValue(value: unknown): string {
  if (value === null) return 'none';
  const size = sizeSchema.safeParse(value);
  return size.success
    ? `${size.data.height}x${size.data.width}`
    : JSON.stringify(value).replaceAll('"', '');
}
