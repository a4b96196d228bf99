import type { Examples } from '../scene'

export const hj: Examples = {
  'HJ01-01': {
    counts: [['ground'], ['straw', 22, 60, 0.9], ['flame!', 40, 60, 1.1], ['straw', 58, 60, 0.9], ['flame!', 74, 60, 0.9], ['smoke!', 42, 34, 1]],
    countsNot: [['ground'], ['house!', 44, 60, 1.1], ['smoke', 60, 26, 0.7]],
  },
  'HJ01-02': {
    counts: [['pipe!', 26, 36, 0.9], ['flow!', 44, 36, 1.1], ['water', 48, 62], ['moon', 70, 34, 0.8], ['=黑水', 24, 35, 0.8]],
    countsNot: [['rain', 64, 32, 1], ['pipe', 26, 40, 0.8], ['flow', 42, 40, 1], ['water!', 48, 62], ['=清水', 22, 38, 0.7]],
  },
  'HJ01-03': {
    counts: [['ground'], ['=23:00', 24, 16, 1.1], ['crane', 26, 60, 0.7], ['sound!', 50, 60, 1], ['block', 78, 62, 0.85]],
    countsNot: [['ground'], ['sun', 30, 24, 0.9], ['crane!', 26, 60, 0.6], ['block', 74, 60, 0.85]],
  },
  'HJ01-04': {
    counts: [['ground'], ['heap!', 30, 60, 1.5], ['wind!', 64, 30, 1], ['dust!', 68, 56, 1.2]],
    countsNot: [['ground'], ['house', 36, 60, 1], ['wok!', 70, 58, 1.2], ['smoke', 68, 44, 0.5]],
  },
  'HJ01-05': {
    counts: [['bridge', 48, 40, 0.9], ['water', 48, 63], ['weeds!', 26, 57, 1], ['bottle!', 42, 57, 0.9, 70], ['weeds!', 74, 58, 1]],
    countsNot: [['bridge', 48, 40, 0.9], ['water', 48, 63], ['leaves!', 44, 57, 1]],
  },
  'HJ02-01': {
    counts: [['ground', 48, 64], ['hole!', 44, 62, 1.9], ['cover?', 76, 42, 1], ['person', 16, 46, 0.9], ['=！', 44, 38, 1.8]],
    countsNot: [['ground', 48, 64], ['cover!', 34, 60, 1.9], ['person', 74, 62, 1.1]],
  },
  'HJ02-02': {
    counts: [['ground'], ['block', 44, 60, 0.75], ['storeys', 44, 60, 0.7], ['frame!', 44, 24, 1], ['sparks!', 66, 18, 0.7], ['paper?', 82, 56, 0.8]],
    countsNot: [['room'], ['window', 44, 56, 1.6], ['awning!', 44, 25, 1.7]],
  },
  'HJ02-03': {
    counts: [['fruit!', 30, 40, 1.1], ['fruit!', 66, 40, 0.9], ['ground', 48, 40], ['road', 48, 64], ['pram', 40, 62, 0.9], ['person', 58, 60, 0.8]],
    countsNot: [['ground'], ['shop', 34, 60, 1.1], ['lines', 72, 60, 0.8], ['fruit!', 72, 58, 0.8]],
  },
  'HJ02-04': {
    counts: [['ground'], ['bin', 30, 60, 1.3], ['bag!', 26, 36, 0.9], ['bag!', 50, 60, 0.9], ['bag!', 64, 60, 1], ['bag!', 78, 60, 0.8], ['bag!', 57, 46, 0.8]],
    countsNot: [['ground'], ['bin!', 24, 60, 1.2], ['truck!', 64, 60, -1], ['broom', 40, 60, 0.8]],
  },
}
