import type { Examples } from '../scene'

export const za: Examples = {
  'ZA01-01': {
    counts: [['ground'], ['moon', 50, 24, 0.8], ['car', 26, 60, 0.9], ['car', 76, 60, 0.8], ['torch!', 52, 44, -1, -20]],
    countsNot: [['ground'], ['door', 72, 60, 1], ['person', 30, 60, 1.1], ['box!', 48, 54, 0.9], ['bubble', 38, 30, 0.9], ['=送货', 38, 21, 0.7]],
  },
  'ZA01-02': {
    counts: [['ground'], ['crane', 18, 50, 0.8], ['gate', 40, 60, 1], ['truck!', 70, 62, -0.9], ['heap!', 78, 39, 0.5], ['shout!', 58, 30, 0.9]],
    countsNot: [['phone', 28, 58, 1.4], ['ring', 28, 50, 0.9], ['paper!', 68, 58, 1.4], ['=催款', 68, 37, 0.9]],
  },
  'ZA01-03': {
    counts: [['storeys', 40, 62], ['shout!', 36, 62, 1.1], ['door', 58, 61, 0.6], ['lock!', 58, 54, 0.4], ['phone', 84, 60, 0.8], ['=110', 84, 50, 0.6]],
    countsNot: [['ground'], ['opendoor', 26, 60, 1.1], ['person', 52, 60, 1], ['person', 68, 60, 1], ['talk!', 60, 32, 0.8], ['arrow', 82, 56, 0.5]],
  },
  'ZA02-01': {
    counts: [['room'], ['table', 46, 60, 1.6], ['cards!', 36, 36, 0.9], ['money!', 58, 36, 0.8], ['money!', 62, 28, 0.8]],
    countsNot: [['room'], ['table', 46, 60, 1.6], ['tiles!', 44, 36, 0.9], ['cup', 70, 36, 0.6], ['elder', 14, 60, 0.9], ['elder', 80, 60, 0.9]],
  },
  'ZA02-02': {
    counts: [['ground'], ['moon', 66, 26, 0.8], ['door', 30, 60, 1.1], ['=租', 30, 40, 0.9], ['card!', 56, 62, 0.5, 12], ['card!', 70, 60, 0.5, -16], ['card!', 82, 63, 0.5, 6]],
    countsNot: [['ground'], ['sun', 18, 24, 0.8], ['shop!', 48, 60, 1.1], ['scissors', 39, 52, 0.5]],
  },
  'ZA02-03': {
    counts: [['bridge', 48, 46, 1], ['ground'], ['syringe!', 36, 58, 1.1, -12], ['foil!', 60, 60, 1.1]],
    countsNot: [['road', 48, 62], ['medicine!', 30, 54, 1], ['bottle!', 60, 55, 1, 75]],
  },
  'ZA02-04': {
    counts: [['greenhouse', 44, 60, 1.1], ['poppy!', 28, 60, 1.1], ['capsule!', 42, 60, 1.2], ['poppy!', 56, 60, 1.1], ['ground']],
    countsNot: [['ground'], ['sun', 20, 26, 0.9], ['fence', 44, 60, 1], ['poppy!', 32, 60, 0.9], ['poppy!', 44, 60, 0.9], ['poppy!', 56, 60, 0.9], ['=公园', 62, 24, 1]],
  },
  'ZA03-01': {
    counts: [['ground'], ['lamppost', 24, 60, 1], ['camera', 42, 34, 1], ['tree!', 64, 60, 1.4]],
    countsNot: [['ground'], ['house', 44, 60, 1.2], ['camera!', 76, 44, 0.7], ['cross', 78, 36, 0.6]],
  },
  'ZA03-02': {
    counts: [['ground'], ['block', 22, 62, 1], ['opendoor!', 52, 58, 1.1], ['lamp?', 74, 60, 0.9]],
    countsNot: [['ground'], ['sun', 22, 28, 1.1], ['lamp!', 50, 60, 1], ['block', 82, 62, 0.7]],
  },
  'ZA03-03': {
    counts: [['school', 40, 42, 1], ['ground'], ['bollard!', 14, 60, 1], ['bollard?', 32, 60, 1], ['bollard?', 50, 60, 1], ['bollard?', 68, 60, 1]],
    countsNot: [['school', 40, 42, 1], ['ground'], ['bollard!', 14, 60, 1], ['bollard!', 32, 60, 1], ['bollard!', 50, 60, 1], ['bollard!', 68, 60, 1]],
  },
  'ZA04-01': {
    counts: [['ground'], ['canopy', 44, 60, 1.5], ['ebike', 40, 60, 0.9], ['battery?', 36, 44, 0.6], ['battery?', 58, 44, 0.6], ['openlock!', 80, 60, 0.8]],
    countsNot: [['ground'], ['canopy', 40, 60, 1.5], ['ebike', 40, 60, 0.9], ['lock!', 78, 60, 0.9], ['bulb!', 40, 22, 0.7]],
  },
  'ZA04-02': {
    counts: [['mesh', 40, 42, 1.1], ['gap!', 28, 40, 1.1], ['rails', 48, 62], ['sheep!', 50, 57, 1.1], ['sheep!', 78, 58, 1]],
    countsNot: [['rails', 48, 42], ['ground', 48, 62], ['heap!', 30, 62, 0.9], ['arrow', 62, 58, 0.9, -90]],
  },
  'ZA04-03': {
    counts: [['digger', 28, 40, 0.8], ['ground', 48, 40], ['cablerun!', 48, 58, 1], ['=电缆', 20, 49, 0.8], ['marker!', 66, 40, 1, 65]],
    countsNot: [['ground', 48, 42], ['gate!', 44, 42, 1], ['worker', 24, 42, 0.9], ['sign', 74, 42, 0.9], ['=施工', 74, 24, 0.7], ['cablerun', 48, 56, 1]],
  },
}
