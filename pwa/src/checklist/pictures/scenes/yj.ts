import type { Examples } from '../scene'

export const yj: Examples = {
  'YJ01-01': {
    counts: [['bridge', 48, 40], ['car', 40, 58, 1], ['water!', 48, 64, 1]],
    countsNot: [['road', 48, 60], ['puddle!', 32, 62, 0.9], ['rain', 30, 28, 1], ['person', 70, 58, 1.2]],
  },
  'YJ01-02': {
    counts: [['slope', 44, 60, 1.3], ['crack!', 64, 33, 0.6], ['crack!', 76, 31, 0.5], ['heap!', 18, 60, 0.8], ['dust!', 38, 46, 0.9]],
    countsNot: [['ground'], ['tree', 36, 60, 1.3], ['leaves!', 62, 60, 1.1], ['leaves!', 78, 58, 0.8]],
  },
  'YJ01-03': {
    counts: [['ground'], ['room', 36, 60, 0.55], ['roof!', 62, 30, 0.8, 25], ['wind', 26, 24, 0.9], ['person', 30, 59, 0.75], ['person', 42, 59, 0.75]],
    countsNot: [['ground'], ['house', 44, 60, 1.2], ['brick!', 76, 60, 0.5], ['brick!', 14, 60, 0.4]],
  },
  'YJ02-01': {
    counts: [['ground', 10, 40], ['child', 16, 40, 1.1], ['child', 30, 40, 0.9], ['slope', 12, 64, -0.7], ['water!', 64, 62, 0.8], ['sign?', 58, 44, 0.9], ['lifebuoy?', 80, 44, 0.9]],
    countsNot: [['water', 72, 62, 0.5], ['ground', 26, 60, 0.55], ['fence!', 30, 60, 0.9], ['sign!', 34, 43, 0.9], ['=水深', 34, 25, 0.8], ['lifebuoy!', 66, 46, 1]],
  },
  'YJ02-02': {
    counts: [['ground'], ['factory', 42, 60, 1.2], ['flame!', 30, 50, 0.6], ['smoke!', 46, 36, 0.9], ['cloud!', 60, 24, 0.8]],
    countsNot: [['room'], ['hood', 44, 36, 0.8], ['stove', 44, 60, 0.8], ['wok!', 44, 44, 0.7]],
  },
  'YJ02-03': {
    counts: [['bridge', 48, 62], ['lantern', 20, 20, 0.7], ['lantern', 62, 20, 0.7], ['crowd!', 20, 40, 0.8], ['crowd!', 42, 40, 0.8], ['crowd!', 64, 40, 0.8], ['crowd!', 80, 40, 0.7]],
    countsNot: [['ground'], ['lantern', 20, 28, 0.8], ['person', 14, 60, 0.9], ['person', 30, 52, 0.8], ['arrow!', 50, 60, 1], ['person', 70, 60, 0.9], ['child', 80, 60, 0.8], ['person', 64, 40, 0.7]],
  },
}
