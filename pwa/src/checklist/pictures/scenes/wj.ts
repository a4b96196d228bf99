import type { Examples } from '../scene'

export const wj: Examples = {
  'WJ01-01': {
    counts: [['ground'], ['school', 34, 44, 0.9], ['child!', 14, 60, 0.9], ['child!', 26, 60, 0.9], ['child!', 38, 60, 0.9], ['child!', 50, 60, 0.9], ['child!', 62, 60, 0.9], ['thermometer!', 78, 56, 1]],
    countsNot: [['ground'], ['house', 28, 60, 1], ['person', 58, 60, 1], ['person', 70, 60, 1], ['thermometer', 84, 58, 0.8]],
  },
  'WJ01-02': {
    counts: [['water', 48, 62], ['pig!', 28, 56, 1], ['pig!', 60, 58, -1], ['syringe!', 66, 34, 1], ['mosquito', 34, 30, 0.8]],
    countsNot: [['room'], ['mosquito!', 30, 38, 0.8], ['mosquito!', 52, 30, 0.8], ['rat!', 62, 60, 0.9]],
  },
  'WJ02-01': {
    counts: [['room'], ['stove', 34, 60, 1], ['wok!', 34, 40, 1.1], ['smell!', 34, 34, 0.8], ['=证', 70, 36, 1.3], ['card?', 70, 46, 1.1]],
    countsNot: [['room'], ['table', 34, 60, 1.3], ['bowl!', 34, 40, 1], ['card', 70, 40, 1.1], ['=证', 70, 38, 1.1]],
  },
  'WJ02-02': {
    counts: [['room'], ['banner', 42, 24, 0.8], ['=免费送蛋', 42, 22, 0.9], ['eggs', 26, 58, 1], ['medicine!', 62, 58, 1.4], ['=3000元', 60, 34, 0.9]],
    countsNot: [['ground'], ['shop', 36, 60, 1.1], ['=药店', 36, 29, 0.8], ['medicine!', 74, 60, 1.1], ['tick', 74, 34, 0.6]],
  },
  'WJ02-03': {
    counts: [['room'], ['mirror', 24, 44, 1], ['scissors', 24, 60, 0.9], ['infusion!', 54, 60, 1.1], ['card?', 78, 40, 0.8], ['=证', 78, 37, 0.9]],
    countsNot: [['ground'], ['hospital', 34, 60, 1.1], ['card!', 72, 46, 1.1], ['=许可证', 72, 41, 0.75]],
  },
}
