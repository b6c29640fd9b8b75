import { type Matrix, squaredDistance } from '../tensor/index.ts';

/** A center of a greedy selection near a row. */
export interface Cover {
  readonly group: number;
  /** Covering radius of the centers before it, L2: centers with a larger one were selected earlier. */
  readonly radius: number;
  /** L2 distance from the row. */
  readonly distance: number;
}

/** Of rows that were taken: they are not of the group. */
const NO_GROUP = -1;

/** A row that the selection would have taken. */
interface Candidate {
  readonly row: number;
  /** Centers of other groups near it, in the order of selection. */
  readonly covers: Cover[];
  /** No center that is not listed is nearer than this, L2. */
  readonly beyond: number;
  /** The radius at which it would have been taken, L2; 0 if it would not. */
  turn: number;
}

/** The rows that a greedy selection would have taken in the stead of a group's own, had it not existed. */
export class StandIns {
  readonly #group: number;
  readonly #points: Matrix;
  readonly #coveringRadius: number;
  readonly #candidates: Candidate[] = [];

  /** @param coveringRadius radius at which the selection ends, L2. */
  constructor(group: number, points: Matrix, coveringRadius: number) {
    this.#group = group;
    this.#points = points;
    this.#coveringRadius = coveringRadius;
  }

  /**
   * Adds a row that may stand in.
   *
   * @param near centers near it, in the order of selection; those of the group are passed over.
   * @param beyond no other center is nearer than this, L2.
   */
  add(row: number, near: readonly Cover[], beyond: number): void {
    const turn = this.#turnOf(near, beyond);
    if (turn === 0) return;
    const covers = near.filter(({ group }) => group !== this.#group);
    this.#candidates.push({ row, covers, beyond, turn });
  }

  /** Takes one row after the other, always the one whose turn is first, until no row is open. */
  select(): Uint32Array {
    const { data, columns } = this.#points;
    const taken: number[] = [];
    let open: readonly Candidate[] = this.#candidates;
    while (open.length > 0) {
      const first = open.reduce((best, other) => (other.turn > best.turn ? other : best));
      taken.push(first.row);
      const from = first.row * columns;
      open = open.filter((candidate) => {
        if (candidate === first) return false;
        const squared = squaredDistance(data, from, data, candidate.row * columns, columns);
        this.#cover(candidate, first, Math.sqrt(squared));
        return candidate.turn > 0;
      });
    }
    return Uint32Array.from(taken);
  }

  /** Lets a row that was taken cover another. */
  #cover(candidate: Candidate, { turn }: Candidate, distance: number): void {
    if (distance >= candidate.turn) return;
    const { covers, beyond } = candidate;
    const later = covers.findIndex(({ radius }) => radius < turn);
    const at = later < 0 ? covers.length : later;
    covers.splice(at, 0, { group: NO_GROUP, radius: turn, distance });
    candidate.turn = this.#turnOf(covers, beyond);
  }

  /**
   * The radius at which a greedy selection without the group takes a row: its distance to the centers
   * before, once none is farther. 0 if the selection ends before.
   */
  #turnOf(near: readonly Cover[], beyond: number): number {
    let nearest = beyond;
    for (const { group, radius, distance } of near) {
      if (group === this.#group) continue;
      if (nearest > radius) return nearest;
      nearest = Math.min(nearest, distance);
    }
    return nearest > this.#coveringRadius ? nearest : 0;
  }
}
