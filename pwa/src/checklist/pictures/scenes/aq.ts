import type { Examples } from '../scene'

export const aq: Examples = {
  'AQ01-01': {
    counts: [['room'], ['worker', 24, 60, 1.2], ['press', 56, 58, 1.15], ['hatch?', 66, 52, 1.2]],
    countsNot: [['room'], ['press', 44, 58, 1.15], ['lock!', 58, 50, 0.6], ['notice!', 76, 44, 0.9], ['=检修', 76, 37, 0.8]],
  },
  'AQ01-02': {
    counts: [['pit', 50, 60, 0.95], ['water', 50, 60, 0.45], ['worker!', 50, 60, 0.9], ['ladder', 62, 60, 0.9], ['cover', 22, 32, 0.9], ['person?', 80, 32, 0.8]],
    countsNot: [['ground'], ['cover!', 36, 60, 1.5], ['warning', 70, 60, 1.3]],
  },
  'AQ01-03': {
    counts: [['room'], ['saw', 32, 60, 1], ['dust!', 32, 30, 1.2], ['bucket!', 66, 60, 1], ['bucket!', 80, 60, 0.8], ['flame?', 70, 34, 0.6]],
    countsNot: [['room'], ['saw', 36, 60, 1.1], ['dust!', 60, 61, 0.5], ['broom', 72, 60, 1]],
  },
  'AQ01-04': {
    counts: [['room'], ['panel', 66, 52, 1], ['bolt!', 66, 40, 0.8], ['worker', 38, 60, 1.3], ['pass?', 20, 30, 0.9]],
    countsNot: [['room'], ['bulb!', 52, 10, 1.2], ['ladder', 52, 60, 0.9], ['reaching', 36, 58, 1.2]],
  },
  'AQ02-01': {
    counts: [['ground'], ['room', 48, 60, 0.95], ['window', 24, 40, 0.9], ['firework!', 24, 60, 0.8], ['firework!', 42, 60, 0.95], ['firework!', 61, 60, 0.95], ['firework!', 79, 60, 0.95], ['firework!', 52, 40, 0.95], ['firework!', 70, 40, 0.95]],
    countsNot: [['room'], ['table', 42, 60, 1.4], ['firework!', 34, 39, 0.7], ['bottle!', 54, 39, 0.8]],
  },
  'AQ02-02': {
    counts: [['ground'], ['canopy', 42, 60, 1.2], ['firework!', 28, 60, 0.9], ['firework!', 44, 60, 0.9], ['person', 60, 60, 0.9], ['card?', 80, 46, 0.8]],
    countsNot: [['ground'], ['shop', 40, 60, 1.2], ['firework', 30, 51, 0.5], ['firework', 40, 51, 0.5], ['card!', 80, 44, 0.8], ['=证', 80, 42.500, 0.8]],
  },
  'AQ02-03': {
    counts: [['ground'], ['van', 24, 60, 0.8], ['drum!', 46, 60, 0.9], ['hosing!', 55, 50, 1], ['truck', 76, 60, -0.75]],
    countsNot: [['ground'], ['canopy', 30, 60, 1.2], ['=加油站', 30, 26, 0.8], ['pump!', 22, 60, 0.9], ['car', 46, 60, 0.8], ['tractor', 80, 60, 0.5]],
  },
  'AQ02-04': {
    counts: [['ground'], ['moon', 40, 26, 0.7], ['school', 24, 48, 0.75], ['fence', 24, 60, 0.9], ['tanker!', 66, 60, 0.95]],
    countsNot: [['ground'], ['lines', 56, 60, 1.7], ['tanker!', 54, 56, 1], ['sign', 16, 60, 1], ['=P', 16, 40, 1.2]],
  },
  'AQ03-01': {
    counts: [['digger', 28, 38, 0.8], ['ground', 48, 38], ['pipe!', 42, 58, 1], ['=燃气', 28, 56.500, 0.8], ['bubbles!', 64, 46, 1]],
    countsNot: [['ground', 48, 42], ['gate', 42, 42, 0.9], ['sign!', 80, 42, 0.9], ['=施工', 80, 24, 0.7], ['worker', 24, 42, 0.9], ['pipe', 42, 58, 1], ['=燃气', 28, 56.500, 0.8]],
  },
  'AQ03-02': {
    counts: [['room'], ['stove', 30, 60, 1], ['smell!', 48, 38, 1.2], ['person', 70, 60, 1.2]],
    countsNot: [['ground'], ['heap!', 38, 60, 1.4], ['bag!', 62, 60, 1], ['bin', 80, 60, 1], ['smell', 38, 34, 0.9]],
  },
  'AQ03-03': {
    counts: [['room'], ['stove', 32, 60, 1], ['flame', 32, 40, 0.6], ['pipeline', 60, 60, 1], ['detector?', 66, 12, 1.5]],
    countsNot: [['room'], ['stove', 32, 60, 1], ['flame', 32, 40, 0.6], ['pipeline', 60, 60, 1], ['detector!', 66, 12, 1.5], ['tick', 66, 42, 0.7]],
  },
  'AQ03-04': {
    counts: [['ground'], ['gas!', 22, 60, 1.3], ['hosing!', 34, 26, 1.1], ['gas!', 48, 60, 0.8], ['gas!', 64, 60, 0.9], ['gas!', 82, 60, 0.9]],
    countsNot: [['room'], ['stove', 62, 60, 1.1], ['gas!', 30, 60, 1.2], ['tick!', 30, 51, 0.6]],
  },
  'AQ04-01': {
    counts: [['storeys', 38, 60, 0.9], ['hole!', 44, 37.500, 1], ['person', 22, 37, 0.8], ['planks', 76, 60, 0.6], ['=！', 62, 32, 1.4]],
    countsNot: [['ground'], ['cover!', 32, 60, 1.4], ['fence!', 70, 60, 0.8]],
  },
  'AQ04-02': {
    counts: [['storeys', 44, 60, 1], ['crack!', 60, 34, 0.8], ['wall!', 56, 58, 0.7], ['worker', 26, 59, 0.9], ['hammer!', 38, 50, 0.8, 60]],
    countsNot: [['room'], ['board!', 50, 60, 0.9], ['worker', 34, 60, 1.1], ['notice', 72, 40, 1], ['=登记', 72, 32, 0.9]],
  },
  'AQ04-03': {
    counts: [['ground'], ['house', 44, 60, 1.25, -4], ['crack!', 58, 58, 0.9], ['=小卖部', 40, 40, 0.7]],
    countsNot: [['ground'], ['house', 44, 60, 1.25], ['peel!', 60, 56, 1]],
  },
  'AQ04-04': {
    counts: [['ground'], ['storeys', 40, 60, 0.75], ['scaffold', 40, 60, 1.15], ['worker!', 40, 25, 0.6], ['sign?', 80, 60, 1.1]],
    countsNot: [['room'], ['roller!', 46, 42, 1], ['worker', 34, 60, 1.2], ['bucket', 60, 60, 1]],
  },
  'AQ05-01': {
    counts: [['storeys', 44, 62, 1.1], ['lift!', 40, 47, 0.7], ['bust', 35, 46, 0.5], ['bust', 45, 46, 0.5], ['=6', 68, 55, 1], ['=7', 68, 25, 1], ['shout', 20, 34, 0.9]],
    countsNot: [['room'], ['lift!', 44, 60, 1.05], ['notice', 74, 46, 0.9], ['=停', 74, 40, 1]],
  },
  'AQ05-02': {
    counts: [['ground'], ['forklift', 34, 60, 1.2], ['box', 64, 56, 0.9], ['plate?', 26, 48, 0.5], ['pass?', 82, 46, 0.7]],
    countsNot: [['ground'], ['trolley!', 56, 60, 1.4], ['box', 58, 52, 1], ['person', 26, 60, 1.2]],
  },
  'AQ05-03': {
    counts: [['room'], ['lift', 30, 60, 0.95], ['calendar!', 66, 52, 1.2], ['=过期', 66, 46, 0.9]],
    countsNot: [['room'], ['lift', 30, 60, 0.95], ['notice!', 66, 48, 1, 12], ['tick', 66, 44, 0.6]],
  },
  'AQ06-01': {
    counts: [['road', 48, 64], ['tractor', 72, 58, 0.95], ['bust!', 26, 45, 0.8], ['bust!', 37, 45, 0.8], ['bust!', 48, 45, 0.8], ['trailer', 36, 58, 1]],
    countsNot: [['road', 48, 64], ['tractor', 72, 58, 0.95], ['heap!', 36, 45, 0.8], ['trailer', 36, 58, 1], ['plate', 66, 52, 0.4]],
  },
  'AQ06-02': {
    counts: [['bust!', 24, 44, 0.8], ['bust!', 36, 44, 0.8], ['bust!', 48, 44, 0.8], ['bust!', 60, 44, 0.8], ['bust!', 72, 44, 0.8], ['boat', 48, 53, 1.1], ['water', 48, 62], ['jacket?', 16, 26, 0.8]],
    countsNot: [['boat!', 40, 54, 0.9], ['water', 48, 62], ['bollard', 82, 52, 0.9], ['rope', 82, 42]],
  },
  'AQ06-03': {
    counts: [['worker', 40, 58, 1.3], ['jacket?', 40, 51, 0.9], ['water', 48, 62, 1], ['lifebuoy?', 74, 34, 0.8]],
    countsNot: [['water', 78, 62, 0.4], ['ground', 34, 60, 0.6], ['sitting!', 30, 60, 1.3], ['net', 48, 56, 0.8]],
  },
}
