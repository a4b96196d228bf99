import type { Examples } from '../scene'

export const cz: Examples = {
  'CZ01-01': {
    counts: [['ground'], ['house', 28, 60, 1], ['person', 58, 60, 0.9], ['person', 69, 60, 0.9], ['person', 80, 60, 0.9], ['=租', 28, 34, 1.1], ['register?', 60, 28, 0.9]],
    countsNot: [['room'], ['door', 44, 60, 1.2], ['plate!', 44, 40, 1.3], ['=招租', 44, 34, 1]],
  },
  'CZ01-02': {
    counts: [['ground'], ['person', 14, 60, 1], ['money!', 31, 52, 0.6], ['arrow!', 31, 40, 0.6], ['person', 48, 60, 1], ['=谁管？', 48, 27, 0.9], ['house', 78, 60, 0.7]],
    countsNot: [['ground'], ['house', 24, 60, 0.9], ['person', 54, 60, 1], ['phone!', 74, 58, 1.1], ['ring', 74, 51, 0.7], ['key', 54, 26, 0.9]],
  },
  'CZ01-03': {
    counts: [['paper', 28, 58, 1.6], ['=去年', 28, 35, 1], ['person', 60, 60, 1.1], ['person', 74, 60, 1.1], ['signed?', 66, 28, 0.8]],
    countsNot: [['room'], ['table', 46, 60, 1.7], ['signed!', 46, 36, 0.95]],
  },
  'CZ02-01': {
    counts: [['room'], ['board!', 34, 60, 1.08], ['board!', 62, 60, 1.08], ['bed', 19, 60, 0.6], ['bed', 48, 60, 0.6], ['bed', 77, 60, 0.6]],
    countsNot: [['room'], ['shelf!', 56, 60, 1.1], ['bed', 24, 60, 0.8], ['sofa', 78, 60, 0.7]],
  },
  'CZ02-02': {
    counts: [['room'], ['bunk!', 18, 60, 0.8], ['bunk!', 40, 60, 0.8], ['bunk!', 62, 60, 0.8], ['bunk!', 82, 60, 0.65], ['=8人', 46, 23, 1]],
    countsNot: [['room'], ['window!', 72, 36, 0.9], ['bed', 74, 60, 0.8], ['person', 22, 60, 1], ['person', 38, 60, 1], ['child', 51, 60, 1]],
  },
  'CZ02-03': {
    counts: [['room'], ['=车库', 44, 24, 1], ['bed!', 28, 60, 0.9], ['stove!', 66, 60, 1], ['wok', 66, 40, 0.8]],
    countsNot: [['room'], ['sun', 20, 30, 0.9], ['=车库', 44, 22, 0.9], ['table', 50, 60, 1.2], ['reaching!', 28, 60, 1.1], ['tools', 52, 42, 0.7], ['lock', 78, 58, 0.8]],
  },
  'CZ02-04': {
    counts: [['ground'], ['block', 24, 60, 0.95], ['crowd', 60, 60, 1.1], ['=15人', 54, 32, 1.1], ['register?', 80, 40, 0.7]],
    countsNot: [['ground'], ['block', 20, 60, 1], ['table', 62, 60, 1.2], ['register!', 62, 42, 0.8], ['person!', 84, 60, 0.9], ['moon', 52, 22, 0.6]],
  },
  'CZ03-01': {
    counts: [['extinguisher!', 28, 60, 1.8], ['gauge', 66, 58, 1.9], ['dial!', 66, 58, 1.9], ['=过期', 66, 55, 0.8]],
    countsNot: [['extinguisher!', 28, 60, 1.8], ['gauge', 66, 58, 1.9], ['needle!', 66, 58, 1.9], ['=正常', 66, 55, 0.8]],
  },
  'CZ03-02': {
    counts: [['room'], ['bed', 30, 60, 1], ['door', 68, 60, 0.9], ['detector?', 44, 10, 1.9]],
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
    counts: [['room'], ['heater!', 36, 50, 1], ['flue?', 36, 24, 1], ['cloud!', 62, 36, 0.9], ['shower', 36, 50, 1]],
    countsNot: [['room'], ['heater', 50, 52, 1.1], ['flue!', 51, 24, 1.4], ['shower', 50, 52, 0.8]],
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
