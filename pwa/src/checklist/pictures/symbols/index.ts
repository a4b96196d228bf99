import { fire } from './fire'
import { people } from './people'
import { places } from './places'
import { street } from './street'
import { things } from './things'

/**
 * Every drawing that a scene may place: layers of path data around the point where the thing stands (x to the right,
 * y down, so most of it is above 0). A layer is an outline filled with paper; `-` before it makes it a bare line,
 * `#` fills it with the line's colour, `*` with the dark that a hole has by day and by night.
 */
export const SYMBOLS = { ...people, ...places, ...fire, ...street, ...things }

export type SymbolName = keyof typeof SYMBOLS
