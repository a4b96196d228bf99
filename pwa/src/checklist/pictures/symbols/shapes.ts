/** A rectangle from its upper left corner, as path data. */
export const rect = (x: number, y: number, width: number, height: number) => `M${x} ${y}h${width}v${height}h${-width}z`

/** A circle around a point, as path data; an ellipse where the second radius differs. */
export const round = (x: number, y: number, wide: number, high = wide) => `M${x - wide} ${y}a${wide} ${high} 0 1 0 ${2 * wide} 0a${wide} ${high} 0 1 0 ${-2 * wide} 0z`
