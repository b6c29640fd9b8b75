/** A straight stroke with round ends, in part coordinates. */
export interface Stroke {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
  /** Half the stroke's width. */
  readonly radius: number;
}

/** Signed distance (negative inside) from a point to a stroke. */
function strokeDistance(stroke: Stroke, u: number, v: number): number {
  const du = stroke.u1 - stroke.u0;
  const dv = stroke.v1 - stroke.v0;
  const pu = u - stroke.u0;
  const pv = v - stroke.v0;
  const squared = du * du + dv * dv;
  let along = squared > 0 ? (pu * du + pv * dv) / squared : 0;
  along = along < 0 ? 0 : Math.min(along, 1);
  const eu = pu - along * du;
  const ev = pv - along * dv;
  return Math.sqrt(eu * eu + ev * ev) - stroke.radius;
}

const binsPerUnit = 48;
const binsAcross = 72;
const origin = -0.75;

/**
 * Many strokes with a fast signed distance: each stroke is stored in all bins that it comes near.
 * Covers part coordinates from -0.75 to 0.75.
 */
export class StrokeField {
  readonly #bins: Stroke[][] = [];
  readonly #reach: number;

  /** @param reach larger distances are returned as this value. */
  constructor(strokes: readonly Stroke[], reach: number) {
    this.#reach = reach;
    for (let bin = 0; bin < binsAcross * binsAcross; bin++) this.#bins.push([]);
    for (const stroke of strokes) this.#insert(stroke);
  }

  #insert(stroke: Stroke): void {
    const margin = stroke.radius + this.#reach;
    const left = binOf(Math.min(stroke.u0, stroke.u1) - margin);
    const right = binOf(Math.max(stroke.u0, stroke.u1) + margin);
    const top = binOf(Math.min(stroke.v0, stroke.v1) - margin);
    const bottom = binOf(Math.max(stroke.v0, stroke.v1) + margin);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        this.#bins[row * binsAcross + column].push(stroke);
      }
    }
  }

  /** Signed distance (negative inside) to the nearest stroke, at most `reach`. */
  distance(u: number, v: number): number {
    let nearest = this.#reach;
    for (const stroke of this.#bins[binOf(v) * binsAcross + binOf(u)]) {
      const distance = strokeDistance(stroke, u, v);
      if (distance < nearest) nearest = distance;
    }
    return nearest;
  }
}

function binOf(coordinate: number): number {
  const bin = Math.floor((coordinate - origin) * binsPerUnit);
  return bin < 0 ? 0 : bin >= binsAcross ? binsAcross - 1 : bin;
}
