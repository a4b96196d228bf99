import type { Examples } from '../scene'

export const cz: Examples = {
  'CZ01-01': {
    counts: [['ground'], ['house', 32, 60, 1.1], ['person', 58, 60, 0.9], ['person', 68, 60, 0.9], ['=租', 32, 37, 1.2], ['register?', 78, 30, 0.8]],
    countsNot: [['room'], ['door', 44, 60, 1.2], ['notice!', 44, 40, 0.7], ['=招租', 44, 35, 0.75]],
  },
  'CZ01-02': {
    counts: [['house', 18, 46, 0.7], ['person', 16, 63, 0.6], ['person', 48, 60, 1], ['=?', 48, 30, 1.6], ['person', 78, 60, 1], ['money!', 63, 52, 0.6], ['arrow!', 63, 60, -0.6], ['money', 32, 52, 0.5]],
    countsNot: [['ground'], ['house', 24, 60, 0.9], ['person', 54, 60, 1], ['phone!', 74, 58, 1.1], ['ring', 74, 51, 0.7], ['key', 54, 26, 0.9]],
  },
  'CZ01-03': {
    counts: [['paper', 30, 56, 1.6], ['=去年', 30, 30, 0.9], ['person', 62, 60, 1.1], ['person', 76, 60, 1.1], ['signed?', 69, 28, 0.8]],
    countsNot: [['room'], ['table', 46, 60, 1.7], ['signed!', 46, 36, 0.95]],
  },
  'CZ02-01': {
    counts: [['room'], ['board!', 34, 60, 1.08], ['board!', 62, 60, 1.08], ['bed', 19, 60, 0.6], ['bed', 48, 60, 0.6], ['bed', 77, 60, 0.6]],
    countsNot: [['room'], ['shelf!', 56, 60, 1.1], ['bed', 24, 60, 0.8], ['sofa', 78, 60, 0.7]],
  },
  'CZ02-02': {
    counts: [['room'], ['bunk!', 18, 60, 0.8], ['bunk!', 40, 60, 0.8], ['bunk!', 62, 60, 0.8], ['bunk!', 82, 60, 0.65], ['=8人', 46, 23, 1]],
    countsNot: [['room'], ['window', 70, 38, 1], ['bed', 74, 60, 0.8], ['person!', 24, 60, 1], ['person!', 40, 60, 1], ['child!', 53, 60, 1]],
  },
  'CZ02-03': {
    counts: [['ground'], ['block', 48, 47, 0.7], ['room', 48, 62, 0.8], ['=车库', 48, 29, 0.9], ['bed!', 32, 62, 0.8], ['stove!', 64, 62, 0.8]],
    countsNot: [['room'], ['sun', 20, 30, 0.9], ['=车库', 44, 22, 0.9], ['table', 50, 60, 1.2], ['reaching!', 28, 60, 1.1], ['tools', 52, 42, 0.7], ['lock', 78, 58, 0.8]],
  },
  'CZ02-04': {
    counts: [['ground'], ['block', 24, 60, 1], ['crowd', 60, 60, 1.1], ['=15人', 58, 34, 1.1], ['register?', 82, 36, 0.6]],
    countsNot: [['ground'], ['block', 20, 60, 1], ['table', 62, 60, 1.2], ['register!', 62, 42, 0.8], ['person!', 84, 60, 0.9], ['moon', 52, 22, 0.6]],
  },
  'CZ03-01': {
    counts: [['extinguisher!', 30, 60, 1.8], ['gauge', 66, 56, 1.7], ['needle!', 66, 56, 1.7, 80], ['=过期', 66, 54, 0.7]],
    countsNot: [['extinguisher!', 30, 60, 1.8], ['gauge', 66, 56, 1.7], ['needle', 66, 56, 1.7], ['tick', 66, 53, 0.5]],
  },
  'CZ03-02': {
    counts: [['room'], ['bed', 30, 60, 1], ['door', 68, 60, 0.9], ['detector?', 40, 10, 1.6]],
    countsNot: [['room'], ['bed', 30, 60, 1], ['detector!', 46, 10, 1.7], ['ring', 46, 25, 0.9], ['person', 72, 60, 0.9]],
  },
  'CZ03-03': {
    counts: [['room'], ['twinlamp?', 28, 26, 1], ['wall!', 66, 60, 0.95], ['exitsign', 66, 34, 0.8], ['stairs', 30, 60, 0.6]],
    countsNot: [['room'], ['door!', 26, 60, 1], ['arrow', 44, 46, 0.6], ['stairs', 68, 60, 0.8]],
  },
  'CZ03-04': {
    counts: [['room'], ['bars!', 46, 58, 1.7], ['hatch?', 46, 54, 1.2]],
    countsNot: [['room'], ['bars', 40, 58, 1.7], ['hatch!', 74, 54, 1.3], ['arrow', 66, 24, 0.7]],
  },
  'CZ04-01': {
    counts: [['room'], ['socket', 20, 40, 1], ['cable', 20, 36, 0.8], ['strip!', 46, 38, 0.8], ['strip!', 54, 49, 0.8], ['strip!', 46, 59, 0.8], ['sparks!', 76, 44, 0.8]],
    countsNot: [['room'], ['strip!', 42, 58, 1.1], ['desklamp', 26, 50, 1], ['phone', 68, 56, 0.9]],
  },
  'CZ04-02': {
    counts: [['room'], ['heater!', 40, 44, 1.1], ['flue?', 40, 22, 1], ['cloud!', 64, 34, 0.8], ['shower', 40, 44, 1]],
    countsNot: [['room'], ['heater', 60, 48, 1.1], ['flue!', 62, 20, 1.6], ['shower', 60, 48, 1]],
  },
  'CZ04-03': {
    counts: [['room'], ['bed', 28, 60, 1], ['gas!', 56, 60, 1], ['stove!', 76, 60, 0.85]],
    countsNot: [['room'], ['bed', 26, 60, 0.8], ['door!', 50, 60, 1], ['gas', 68, 60, 0.8], ['stove', 81, 60, 0.6], ['window', 74, 34, 0.7]],
  },
  'CZ04-04': {
    counts: [['room'], ['bed', 26, 60, 0.9], ['battery!', 66, 60, 1.2], ['socket', 82, 38, 0.8], ['cord!', 66, 40, 1]],
    countsNot: [['room'], ['bed', 26, 60, 0.9], ['phone!', 66, 60, 0.9], ['socket', 82, 38, 0.8], ['cord', 66, 36, 1]],
  },
}
