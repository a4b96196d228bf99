import type { Examples } from '../scene'

export const xf: Examples = {
  'XF01-01': {
    counts: [['room'], ['stairs', 64, 60], ['sofa!', 28, 60, 0.9], ['bale!', 27, 44, 0.7], ['bale!', 28, 36, 0.6]],
    countsNot: [['room'], ['stairs', 66, 60], ['door', 18, 60, 0.9], ['shoes!', 36, 60, 1.1]],
  },
  'XF01-02': {
    counts: [['room'], ['exitsign', 48, 23, 0.9], ['exit', 48, 60, 1.05], ['chain!', 48, 38], ['lock!', 48, 52, 0.7]],
    countsNot: [['room'], ['exitsign', 34, 23, 0.9], ['opendoor', 40, 60, 1.05], ['person', 66, 60, -1.1], ['arrow!', 60, 18, -0.8]],
  },
  'XF01-03': {
    counts: [['=消防车道', 40, 14, 1], ['road', 48, 62, 1], ['fireengine', 22, 44, 0.8], ['car!', 66, 47, 0.8], ['car!', 66, 63, 0.8]],
    countsNot: [['=消防车道', 40, 14, 1], ['fireengine', 34, 40, 0.9], ['ground', 48, 40], ['lines', 50, 62, 1.3], ['car!', 51, 60, 0.8]],
  },
  'XF01-04': {
    counts: [['ground'], ['block', 22, 60], ['lines', 62, 60, 1.2], ['canopy!', 62, 60, 1], ['car!', 62, 60, 0.85]],
    countsNot: [['ground'], ['block', 18, 60, 0.95], ['lines', 46, 60, 0.8], ['fireengine', 46, 47, 0.5], ['car!', 78, 60, 0.65]],
  },
  'XF02-01': {
    counts: [['room'], ['cabinet', 34, 58, 1.3], ['extinguisher?', 34, 54, 1.1], ['plate!', 70, 50, 1.4], ['=检查卡', 70, 44, 0.9]],
    countsNot: [['room'], ['cabinet', 34, 58, 1.3], ['extinguisher!', 34, 54, 1.1], ['gauge', 70, 52, 1.2], ['needle!', 70, 52, 1.2]],
  },
  'XF02-02': {
    counts: [['room'], ['cabinet', 46, 58, 1.4], ['hose?', 43, 46, 1.1], ['valve!', 57, 54, 0.9]],
    countsNot: [['room'], ['cabinet', 46, 58, 1.4], ['hose!', 43, 46, 1.1], ['valve', 57, 54, 0.6]],
  },
  'XF02-03': {
    counts: [['room'], ['exitsign?', 30, 28, 1.1], ['door', 30, 60, 0.85], ['twinlamp!', 64, 40, 1.3], ['=按了不亮', 64, 54, 0.8]],
    countsNot: [['room'], ['exitsign', 30, 28, 1.1], ['door', 30, 60, 0.85], ['twinlamp!', 64, 42, 1.2], ['rays', 64, 32, 0.8], ['=按了能亮', 64, 54, 0.8]],
  },
  'XF02-04': {
    counts: [['room'], ['sprinkler', 20, 9, 1], ['panel!', 52, 56, 1.2], ['cross!', 52, 41, 0.8]],
    countsNot: [['room'], ['panel', 26, 58, 1.1], ['plate!', 58, 36, 1.1], ['=检修中', 58, 31, 0.9], ['person!', 66, 60, 0.8]],
  },
  'XF03-01': {
    counts: [['room'], ['lift', 74, 60, 0.8], ['ebike!', 28, 50, 0.75], ['ebike!', 42, 60, 0.85]],
    countsNot: [['room'], ['lift', 74, 60, 0.8], ['pram!', 24, 60, 0.9], ['bike!', 48, 60, 0.8]],
  },
  'XF03-02': {
    counts: [['block', 22, 62, 1.1], ['ground'], ['cable!', 33, 18, 1.2], ['strip!', 37, 58, 0.6], ['ebike!', 70, 60, 0.95]],
    countsNot: [['block', 18, 60, 1], ['block', 78, 60, 1], ['clothesline!', 48, 26]],
  },
  'XF03-03': {
    counts: [['ground'], ['charger!', 34, 60, 1.2], ['bolt!', 30, 54, 0.6], ['smoke!', 34, 16, 0.7], ['ebike', 70, 60, 0.8]],
    countsNot: [['ground'], ['charger', 30, 60, 1.2], ['phone!', 64, 52, 1.2], ['=付款', 64, 35, 0.7], ['=失败', 64, 44, 0.7]],
  },
  'XF03-04': {
    counts: [['ground'], ['ebike', 44, 60, 1.3], ['battery!', 40, 46, 0.75], ['battery!', 58, 52, 0.6], ['=?', 70, 30, 1.4]],
    countsNot: [['ground'], ['lines', 46, 60, 1.5], ['ebike!', 46, 56, 1.1]],
  },
  'XF04-01': {
    counts: [['storeys'], ['bed!', 42, 31, 0.75], ['ladder!', 70, 60, 0.85], ['stove', 30, 60, 0.85], ['wok', 30, 42, 0.7]],
    countsNot: [['storeys', 36], ['bed', 34, 31, 0.75], ['stove', 26, 60, 0.85], ['stairs!', 83, 60, 0.5]],
  },
  'XF04-02': {
    counts: [['room'], ['stove', 26, 60, 0.9], ['wok', 26, 44, 0.9], ['flame!', 26, 36, 0.7], ['person?', 46, 60, 0.8], ['socket', 70, 34, 0.9], ['cable', 65, 33, 0.7], ['cable', 75, 33, 0.7], ['bowl!', 62, 60, 0.6], ['bowl!', 76, 60, 0.6]],
    countsNot: [['room'], ['stove', 30, 60, 0.9], ['wok', 30, 44, 0.9], ['flame', 30, 43, 0.3], ['person!', 54, 60, 1], ['socket', 76, 38, 0.9]],
  },
  'XF04-03': {
    counts: [['room'], ['sandwich!', 64, 58], ['stove', 24, 60, 0.9], ['flame', 24, 40, 0.6]],
    countsNot: [['room'], ['wall!', 60, 58, 1.5], ['stove', 22, 60, 0.8], ['flame', 22, 42, 0.5]],
  },
  'XF04-04': {
    counts: [['room'], ['person', 36, 60, 1.1], ['=?', 36, 26, 1.6], ['person', 56, 60, 1.1], ['=?', 56, 26, 1.6], ['extinguisher?', 77, 60, 0.9]],
    countsNot: [['room'], ['bubble', 34, 32, 1], ['tick', 34, 24, 0.6], ['person', 26, 60, 1], ['person!', 56, 60, 1], ['extinguisher!', 70, 60, 0.9]],
  },
  'XF05-01': {
    counts: [['room'], ['hood', 48, 38, 1.1], ['drops!', 40, 49, 0.8], ['drops!', 54, 48, 0.8], ['stove', 48, 61, 0.5]],
    countsNot: [['room'], ['hood', 34, 40, 1.1], ['stove', 34, 60, 0.6], ['paper!', 70, 58, 1.2], ['=清洗单', 70, 40, 0.7]],
  },
  'XF05-02': {
    counts: [['room'], ['worker', 28, 60, 1.2], ['sparks!', 48, 44, 1.2], ['planks!', 62, 60, 0.9], ['person?', 82, 60, 0.8]],
    countsNot: [['room'], ['worker', 24, 60, 1.2], ['sparks', 44, 44, 1], ['extinguisher!', 58, 60, 0.9], ['person!', 76, 60, 1.1]],
  },
  'XF05-03': {
    counts: [['room'], ['stove', 30, 60, 1], ['wok', 30, 40, 1], ['flame', 30, 42, 0.4], ['pile!', 58, 60, 0.9], ['bottle!', 76, 60, 0.9]],
    countsNot: [['room'], ['stove', 24, 60, 0.9], ['wok', 24, 42, 0.9], ['board', 52, 60, 1.1], ['pile!', 72, 60, 0.9]],
  },
}
