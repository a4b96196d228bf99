import type { Examples } from '../scene'

export const yj: Examples = {
  'YJ01-01': {
    counts: [['bridge', 48, 40], ['car', 40, 58, 1], ['water!', 48, 64, 1]],
    countsNot: [['road', 48, 60], ['puddle!', 32, 62, 0.9], ['rain', 30, 28, 1], ['person', 70, 58, 1.2]],
  },
  'YJ01-02': {
    counts: [['slope', 42, 60, 1.3], ['crack!', 72, 34, 0.5], ['heap!', 22, 60, 0.8], ['dust!', 38, 42, 0.9], ['arrow!', 40, 26, 0.8, 135]],
    countsNot: [['ground'], ['tree', 36, 60, 1.3], ['leaves!', 62, 60, 1.1], ['leaves!', 78, 58, 0.8]],
  },
  'YJ01-03': {
    counts: [['ground'], ['room', 36, 60, 0.55], ['roof!', 62, 30, 0.8, 25], ['wind', 26, 24, 0.9], ['person', 30, 59, 0.75], ['person', 42, 59, 0.75]],
    countsNot: [['ground'], ['house', 44, 60, 1.2], ['brick!', 76, 60, 0.5], ['brick!', 14, 60, 0.4]],
  },
  'YJ02-01': {
    counts: [['ground', 10, 40], ['child', 20, 40, 1.1], ['child', 32, 40, 0.9], ['slope', 12, 64, -0.7], ['water!', 60, 62, 0.8], ['sign?', 58, 42, 0.8], ['lifebuoy?', 78, 44, 0.8]],
    countsNot: [['water', 66, 62, 0.6], ['ground', 24, 60, 0.5], ['fence!', 30, 60, 0.8], ['sign!', 46, 42, 0.7], ['lifebuoy!', 66, 40, 0.9]],
  },
  'YJ02-02': {
    counts: [['ground'], ['factory', 42, 60, 1.2], ['flame!', 30, 50, 0.6], ['smoke!', 46, 36, 0.9], ['cloud!', 60, 24, 0.8]],
    countsNot: [['room'], ['hood', 44, 36, 0.8], ['stove', 44, 60, 0.8], ['wok!', 44, 44, 0.7]],
  },
  'YJ02-03': {
    counts: [['bridge', 48, 62], ['lantern', 20, 20, 0.7], ['lantern', 62, 20, 0.7], ['crowd!', 20, 40, 0.8], ['crowd!', 42, 40, 0.8], ['crowd!', 64, 40, 0.8], ['crowd!', 80, 40, 0.7]],
    countsNot: [['ground'], ['lantern', 20, 28, 0.8], ['person', 16, 60, 0.9], ['person', 38, 54, 0.8], ['person', 58, 60, 0.9], ['child', 68, 60, 0.8], ['person', 82, 54, 0.8]],
  },
}
