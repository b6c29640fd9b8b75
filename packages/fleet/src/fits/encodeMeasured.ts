import { z } from 'zod';
import { Grid } from 'nominal-vision/internal/core/tensor';
import type { MeasuredImage } from 'nominal-vision/internal/detector';

const side = z.int().min(1).max(65_536);
const size = z.strictObject({ height: side, width: side });
const bytes = z.array(z.int().min(0).max(255));

const measuredSchema = z.array(
  z
    .strictObject({
      grid: size,
      scores: z.array(z.number()),
      scope: bytes.nullable(),
      zones: z.strictObject({ count: z.int().min(1), cells: bytes }).nullable(),
      density: z.number(),
      input: size,
    })
    .refine(
      ({ grid, scores, scope, zones }) =>
        [scores, scope, zones?.cells ?? null].every(
          (cells) => cells === null || cells.length === grid.height * grid.width,
        ),
      'does not fit its grid',
    ),
);

/** How far images lie from a bank, as text; every float32 value comes back as it was. */
export function encodeMeasured(measured: readonly MeasuredImage[]): string {
  return JSON.stringify(
    measured.map(({ patchScores: { height, width, data }, scope, zones, density, input }) => ({
      grid: { height, width },
      scores: [...data],
      scope: scope === null ? null : [...scope],
      zones: zones === null ? null : { count: zones.count, cells: [...zones.cells] },
      density,
      input: { height: input.height, width: input.width },
    })) satisfies z.input<typeof measuredSchema>,
  );
}

/** Reads what {@link encodeMeasured} writes. @throws an error of zod for anything else. */
export function decodeMeasured(text: string): MeasuredImage[] {
  return measuredSchema
    .parse(JSON.parse(text))
    .map(({ grid, scores, scope, zones, density, input }) => ({
      patchScores: new Grid(grid.height, grid.width, Float32Array.from(scores)),
      scope: scope === null ? null : Uint8Array.from(scope),
      zones: zones === null ? null : { count: zones.count, cells: Uint8Array.from(zones.cells) },
      density,
      input,
    }));
}
