import type { Position } from './predicates'

/** One ring of a grid, cut to the disc; open (the last corner is not the first again). */
export interface Ring { ring: Position[]; hole: boolean }

interface Convex { corners: Position[]; radius: number }
interface Side { ax: number; ay: number; bx: number; by: number; of: number }

/** The area inside a ring, whichever way it turns. */
export function areaOf(ring: Position[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) twice += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1]
  return Math.abs(twice) / 2
}

/**
 * A closed ring cut by the disc around the origin (Sutherland and Hodgman); nothing where they do not meet. Where the
 * ring leaves the disc and comes back, a seam runs to and fro along the edge of the disc: it holds no area.
 */
export function clipped(ring: Position[], { corners, radius }: Convex): Position[] {
  let kept = ring.slice(0, -1)
  const xs = kept.map(([x]) => x)
  const ys = kept.map(([, y]) => y)
  if (least(xs) > radius || most(xs) < -radius || least(ys) > radius || most(ys) < -radius) return []
  if (kept.every(([x, y]) => Math.hypot(x, y) < radius * 0.99)) return kept // a 64-gon's sides come no nearer than 0.9988
  for (let at = 0; at < corners.length && kept.length; at++) kept = cutBy(kept, corners[at]!, corners[(at + 1) % corners.length]!)
  return kept
}

function cutBy(ring: Position[], [ax, ay]: Position, [bx, by]: Position): Position[] {
  const kept: Position[] = []
  let [px, py] = ring[ring.length - 1]!
  let before = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
  for (const [x, y] of ring) {
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    if (before < 0 !== side < 0) {
      const t = before / (before - side)
      kept.push([px + t * (x - px), py + t * (y - py)])
    }
    if (side >= 0) kept.push([x, y])
    px = x
    py = y
    before = side
  }
  return kept
}

/**
 * The area that lies in `one` and in any of `others`. The plane is cut into level slabs at every corner and crossing;
 * inside a slab no two sides cross, so widths at its middle tell its areas.
 */
export function areaInBoth(one: Ring[], others: Ring[][]): number {
  const sides = [one, ...others].flatMap((rings, of) => rings.flatMap(({ ring }) => sidesOf(ring, of)))
  const levels = [...new Set(sides.flatMap(({ ay, by }) => [ay, by]).concat(crossings(sides)))].sort((a, b) => a - b)
  let area = 0
  for (let i = 1; i < levels.length; i++) {
    const low = levels[i - 1]!
    const high = levels[i]!
    area += (high - low) * widthAt((low + high) / 2, sides, others.length + 1)
  }
  return area
}

function widthAt(y: number, sides: Side[], areas: number): number {
  const met = sides
    .filter(({ ay, by }) => ay > y !== by > y)
    .map(({ ax, ay, bx, by, of }) => ({ x: ax + ((y - ay) / (by - ay)) * (bx - ax), of }))
    .sort((a, b) => a.x - b.x)
  const inside = new Array<boolean>(areas).fill(false)
  let width = 0
  let from = 0
  for (const { x, of } of met) {
    if (inside[0] && inside.indexOf(true, 1) > 0) width += x - from
    inside[of] = !inside[of]
    from = x
  }
  return width
}

function crossings(sides: Side[]): number[] {
  const levels: number[] = []
  for (let i = 0; i < sides.length; i++) {
    for (let j = i + 1; j < sides.length; j++) {
      const a = sides[i]!
      const b = sides[j]!
      if (a.of === b.of || Math.max(a.ay, a.by) < Math.min(b.ay, b.by) || Math.max(b.ay, b.by) < Math.min(a.ay, a.by)) continue
      const turn = (a.bx - a.ax) * (b.by - b.ay) - (a.by - a.ay) * (b.bx - b.ax)
      const s = ((b.ax - a.ax) * (b.by - b.ay) - (b.ay - a.ay) * (b.bx - b.ax)) / turn
      const t = ((b.ax - a.ax) * (a.by - a.ay) - (b.ay - a.ay) * (a.bx - a.ax)) / turn
      if (s > 0 && s < 1 && t > 0 && t < 1) levels.push(a.ay + s * (a.by - a.ay)) // parallel sides give no number
    }
  }
  return levels
}

function sidesOf(ring: Position[], of: number): Side[] {
  return ring.map(([ax, ay], at) => {
    const [bx, by] = ring[(at + 1) % ring.length]!
    return { ax, ay, bx, by, of }
  })
}

function least(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}

function most(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), -Infinity)
}
