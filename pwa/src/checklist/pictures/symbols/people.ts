import { rect, round } from './shapes'

const BODY = 'M-6-7v-4.500a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5V-7h-3V0h-6v-7z'
const HEAD = round(0, -22, 4)
const SMALL_BODY = 'M-4.500-4v-3a4 4 0 0 1 4-4h1a4 4 0 0 1 4 4v3h-2V0h-5v-4z'

/** Figures without a face, a sex, an age or a dress beyond what the example needs. */
export const people = {
  person: [BODY, HEAD],
  worker: [BODY, HEAD, `#M-5-22.500a5 5 0 0 1 10 0z`, '-M-7-22.500h14'],
  reaching: [BODY, HEAD, '-M6-13h9'],
  sitting: ['M-4-4v-8a4.500 4.500 0 0 1 9 0v3h7V0h-3.500v-5h-8z', round(0, -21, 4)],
  bust: ['M-7.500 0a7.500 7 0 0 1 15 0z', round(0, -11, 4)],
  crowd: ['M-17.500-5a7 7 0 0 1 14 0zM3.500-5a7 7 0 0 1 14 0z', round(-10.500, -15.500, 3.600), round(10.500, -15.500, 3.600), 'M-7.500 0a7.500 7 0 0 1 15 0z', round(0, -11, 4)],
  elder: [BODY, HEAD, '-M6-12l4 1.500V0M7.500-11h4'],
  child: [SMALL_BODY, round(0, -15, 3.800)],
  pupil: [SMALL_BODY, round(0, -15, 3.800), '#' + rect(-8.500, -11, 4, 6)],
  wheelchair: ['-' + round(-1, -6.500, 6.500), '-M-3-20v10h8l4 8h4', round(-3, -24.500, 3.500), '-M-3-16h6'],
  pram: ['M-11-10A11 11 0 0 1 0-21v11h11a11 7 0 0 1-22 0z', '-M11-10l4-8h4', round(-6, -1.800, 1.800), round(6, -1.800, 1.800)],
  bubble: ['M-13-6v-13h26v13H0l-6 6v-6z'],
  talk: ['M-13-6v-13h26v13H0l-6 6v-6z', '-M-8-15.500h16M-8-12.500h16M-8-9.500h9'],
  shout: ['M-14-9l4-3-3-5 6 0 1-6 5 4 5-4 1 5 6 0-3 5 4 4-7 1 0 5-5-3-5 3 0-5z', '-M-1-16v5', '#' + round(-1, -8.500, 0.900)],
  sheep: ['-M-5-5V0M4-5V0', 'M-9-5a4 4 0 0 1-1-7 4 4 0 0 1 6-3 5 5 0 0 1 8 0 4 4 0 0 1 4 5 4 4 0 0 1-3 5z', '#' + round(10, -12, 2.800, 2.200)],
  pig: ['M-12-5a12 6.500 0 0 1 22-3l4 1v4l-4 1a12 5 0 0 1-22-3z', '-M-12-5l-4-3M5-10l2-4 2 4M-5 0l-2-1M3 0l2-1', '-M6.500-6.500l2 2M8.500-6.500l-2 2'],
  fish: ['M-11-5a10 6 0 0 1 17 0l5-4v8l-5-4a10 6 0 0 1-17 0z', '#' + round(-6, -6, 0.900)],
  mosquito: ['-M-3-6l-6-6M3-6l6-6M-4-4l-7 2M4-4l7 2M0 0v4M-3-2l-4 5M3-2l4 5', '#' + round(0, -5, 2, 4)],
  rat: ['M-10 0a10 8 0 0 1 14-7l1-3 3 3 4 5-2 2z', '-M-10 0q-6 0-8-5', '#' + round(7, -3.500, 0.800)],
}
