import type { Examples } from '../scene'

export const wj: Examples = {
  'WJ01-01': {
    counts: [['ground'], ['school', 36, 42, 0.9], ['child', 14, 60, 0.9], ['child', 26, 60, 0.9], ['child', 38, 60, 0.9], ['child', 50, 60, 0.9], ['child', 62, 60, 0.9], ['thermometer!', 80, 56, 1.1]],
    countsNot: [['ground'], ['house', 26, 60, 0.9], ['person', 54, 60, 1], ['person', 67, 60, 1], ['thermometer!', 82, 58, 0.9]],
  },
  'WJ01-02': {
    counts: [['water', 48, 62], ['pig!', 28, 56, 1], ['pig!', 60, 58, -1], ['syringe!', 66, 34, 1], ['mosquito', 34, 30, 0.8]],
    countsNot: [['room'], ['mosquito!', 28, 34, 1], ['mosquito!', 52, 28, 1], ['rat!', 62, 59, 1.1]],
  },
  'WJ02-01': {
    counts: [['room'], ['stove', 32, 60, 1], ['wok!', 32, 40, 1.1], ['smell!', 32, 32, 0.7], ['plate?', 72, 46, 1.1], ['=无证', 72, 41, 0.9]],
    countsNot: [['room'], ['table', 32, 60, 1.3], ['bowl!', 32, 40, 1], ['plate!', 72, 42, 1.1], ['=许可证', 72, 37, 0.8]],
  },
  'WJ02-02': {
    counts: [['room'], ['banner', 40, 24, 0.8], ['=免费送蛋', 40, 21.500, 0.8], ['eggs', 22, 58, 1], ['medicine!', 51, 58, 1.2], ['=3000元', 75, 48, 0.8]],
    countsNot: [['ground'], ['shop', 34, 60, 1.1], ['plate', 34, 34, 0.9], ['=药店', 34, 31, 0.9], ['medicine!', 76, 60, 1.2]],
  },
  'WJ02-03': {
    counts: [['room'], ['mirror', 20, 38, 0.9], ['scissors', 20, 57, 0.7], ['infusion!', 42, 60, 1.1], ['plate?', 74, 46, 1.1], ['=无证', 74, 41, 0.9]],
    countsNot: [['ground'], ['hospital', 34, 60, 1.1], ['plate!', 76, 46, 1.2], ['=许可证', 76, 41, 0.9]],
  },
}
