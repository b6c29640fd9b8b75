/**
 * How many octaves noise may have until its finest cells shrink below two pixels: what a finer camera would resolve.
 * @param cellsPerUnit frequency of the first octave. @param pixel size of a pixel in the same unit. @param most upper limit.
 */
export function octavesFor(cellsPerUnit: number, pixel: number, most: number): number {
  const octaves = 1 + Math.floor(Math.log2(Math.max(1, 0.5 / (cellsPerUnit * pixel))));
  return Math.min(most, octaves);
}
