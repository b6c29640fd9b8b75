import { type Matrix, squaredDistance } from '../tensor/index.ts';

/** A center of a greedy selection near a row. */
export interface Cover {
  /** Covering radius of the centers before it, L2: centers with a larger one were selected earlier. */
  readonly radius: number;
  /** L2 distance from the row. */
  readonly distance: number;
}

/** A row that the selection would have taken. */
interface Candidate {
  readonly row: number;
  /** Centers near it, in the order of selection. */
  readonly covers: Cover[];
  /** No center that is not listed is nearer than this, L2. */
  readonly beyond: number;
  /** The radius at which it would have been taken, L2; 0 if it would not. */
  turn: number;
}

/** The rows that a greedy selection would have taken in the stead of a group's own, had it not existed. */
export class StandIns {
  readonly #points: Matrix;
  readonly #coveringRadius: number;
  #candidates: Candidate[] = [];

  /** @param coveringRadius radius at which the selection ends, L2. */
  constructor(points: Matrix, coveringRadius: number) {
    this.#points = points;
    this.#coveringRadius = coveringRadius;
  }

  /**
   * Adds a row that may stand in.
   *
   * @param covers centers of other groups near it, in the order of selection.
   * @param beyond no other center is nearer than this, L2.
   */
  add(row: number, covers: readonly Cover[], beyond: number): void {
    const turn = turnOf(covers, beyond, this.#coveringRadius);
    if (turn > 0) this.#candidates.push({ row, covers: [...covers], beyond, turn });
  }

  /** Takes one row after the other, always the one whose turn is first, until no row is open. */
  select(): Uint32Array {
    const { data, columns } = this.#points;
    const taken: number[] = [];
    let open = this.#candidates;
    while (open.length > 0) {
      const first = open.reduce((best, other) => (other.turn > best.turn ? other : best));
      taken.push(first.row);
      const from = first.row * columns;
      open = open.filter((candidate) => {
        if (candidate === first) return false;
        const squared = squaredDistance(data, from, data, candidate.row * columns, columns);
        this.#cover(candidate, { radius: first.turn, distance: Math.sqrt(squared) });
        return candidate.turn > 0;
      });
    }
    return Uint32Array.from(taken);
  }

  #cover(candidate: Candidate, cover: Cover): void {
    if (cover.distance >= candidate.turn) return;
    const { covers, beyond } = candidate;
    const later = covers.findIndex(({ radius }) => radius < cover.radius);
    covers.splice(later < 0 ? covers.length : later, 0, cover);
    candidate.turn = turnOf(covers, beyond, this.#coveringRadius);
  }
}

/**
 * The radius at which a greedy selection takes a row: its distance to the centers before, once none is
 * farther. 0 if the selection ends before.
 */
function turnOf(covers: readonly Cover[], beyond: number, coveringRadius: number): number {
  let nearest = beyond;
  for (const { radius, distance } of covers) {
    if (nearest > radius) return nearest;
    nearest = Math.min(nearest, distance);
  }
  return nearest > coveringRadius ? nearest : 0;
}
