import type { Neighbors } from '../neighbors/index.ts';
import type { PatchPlaces } from '../patches/index.ts';
import { Grid } from '../tensor/index.ts';

/**
 * The patch scores of one image: the mean distance of each patch to its nearest bank rows. With one
 * neighbor it is the paper's score; the original code also averages over several.
 *
 * @param neighbors the neighbors of all patches of the image, in the order of the patch grid.
 * @throws RangeError if there are not gridHeight × gridWidth queries.
 */
export function patchScores(neighbors: Neighbors, gridHeight: number, gridWidth: number): Grid {
  const { rows, count, distances } = neighbors;
  const scores = new Float32Array(rows);
  for (let patch = 0; patch < rows; patch++) {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += distances[patch * count + j];
    scores[patch] = sum / count;
  }
  return new Grid(gridHeight, gridWidth, scores);
}

/** Collects the patch scores of an image, which may come in parts such as tiles, on its patch grid. */
export class PlacedScores {
  readonly #height: number;
  readonly #width: number;
  readonly #sums: Float32Array;
  readonly #weights: Float32Array;
  readonly #heaviest: Float32Array;
  readonly #nearestRows: Uint32Array;

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#sums = new Float32Array(height * width);
    this.#weights = new Float32Array(height * width);
    this.#heaviest = new Float32Array(height * width);
    this.#nearestRows = new Uint32Array(height * width);
  }

  /**
   * @param scores the score of each row; rows that share a cell are averaged by their weights.
   * @param nearestRows the bank row nearest to each row; a cell keeps that of its heaviest row.
   */
  add(scores: Float32Array, nearestRows: Uint32Array, { cells, weights }: PatchPlaces): void {
    for (let row = 0; row < scores.length; row++) {
      const cell = cells === null ? row : cells[row];
      const weight = weights === null ? 1 : weights[row];
      this.#sums[cell] += weight * scores[row];
      this.#weights[cell] += weight;
      if (weight <= this.#heaviest[cell]) continue;
      this.#heaviest[cell] = weight;
      this.#nearestRows[cell] = nearestRows[row];
    }
  }

  /** The patch scores; 0 where no row was added. */
  get scores(): Grid {
    const data = this.#sums.map((sum, cell) =>
      this.#weights[cell] === 0 ? 0 : sum / this.#weights[cell],
    );
    return new Grid(this.#height, this.#width, data);
  }

  /** For each cell 1 if a row was added there, else 0; null if there are rows everywhere. */
  get scope(): Uint8Array | null {
    const scope = Uint8Array.from(this.#weights, (weight) => (weight > 0 ? 1 : 0));
    return scope.includes(0) ? scope : null;
  }

  /** The nearest bank row of each cell; 0 where no row was added. */
  get nearestRows(): Uint32Array {
    return this.#nearestRows;
  }
}
