import type { Examples } from '../scene'

export const ms: Examples = {
  'MS01-01': {
    counts: [['room'], ['door', 44, 60, 1.15], ['milk!', 24, 60, 1], ['milk!', 64, 60, 1], ['milk!', 72, 60, 1], ['=3天', 24, 28, 1]],
    countsNot: [['ground'], ['elder!', 24, 60, 1.1], ['person!', 44, 60, 1.1], ['phone', 74, 58, 1.2], ['ring', 74, 50, 0.7]],
  },
  'MS01-02': {
    counts: [['room'], ['bed!', 30, 60, 1], ['table', 72, 60, 0.8], ['cup!', 72, 48, 0.8], ['person?', 54, 60, 0.8], ['clock', 36, 34, 0.6]],
    countsNot: [['room'], ['bed', 28, 60, 1], ['person!', 58, 60, 1.1], ['bowl!', 74, 52, 0.7]],
  },
  'MS01-03': {
    counts: [['room'], ['elder', 26, 60, 1.2], ['bubble!', 44, 34, 1.2], ['bowl!', 44, 26, 0.8], ['stove?', 72, 60, 0.9]],
    countsNot: [['room'], ['elder', 26, 60, 1.2], ['table', 62, 60, 1.1], ['bowl!', 62, 44, 1], ['tick', 62, 28, 0.6]],
  },
  'MS02-01': {
    counts: [['road', 48, 46], ['ground'], ['child!', 38, 60, 1.3], ['person?', 66, 60, 1.1], ['person?', 80, 60, 1.1], ['=?', 38, 34, 1.2]],
    countsNot: [['room'], ['table', 52, 60, 1.2], ['register', 52, 42, 0.6], ['pupil!', 26, 60, 1.4], ['phone', 78, 58, 0.8], ['tick', 78, 50, 0.4]],
  },
  'MS02-02': {
    counts: [['ground'], ['house', 34, 60, 1.2], ['shout!', 68, 30, 1.1], ['brokencup!', 66, 60, 1], ['phone', 84, 60, 0.7], ['=110', 84, 52, 0.5]],
    countsNot: [['room'], ['person', 28, 60, 1.1], ['person', 64, 60, 1.1], ['talk!', 34, 30, 0.8], ['talk!', 58, 30, -0.8]],
  },
  'MS02-03': {
    counts: [['ground'], ['elder', 22, 60, 1], ['child!', 40, 60, 1.1], ['plaster!', 56, 44, 0.8], ['school', 72, 60, 0.65], ['=3天没去', 68, 26, 0.7]],
    countsNot: [['ground'], ['elder', 20, 60, 1], ['pupil!', 40, 60, 1.1], ['arrow', 54, 56, 0.5], ['school', 76, 60, 0.65], ['heart', 40, 34, 0.7]],
  },
  'MS03-01': {
    counts: [['ground'], ['hospital', 26, 60, 0.9], ['person', 54, 60, 0.9], ['child', 65, 60, 0.9], ['money?', 62, 28, 0.9], ['paper?', 82, 58, 0.7]],
    countsNot: [['card', 30, 44, 1.2], ['money!', 34, 60, 0.9], ['calendar!', 68, 56, 1.2], ['=每月', 68, 47, 0.9]],
  },
  'MS03-02': {
    counts: [['register', 28, 50, 1.2], ['=去年去世', 28, 16, 0.7], ['arrow!', 54, 44, 0.6], ['card', 74, 40, 0.9], ['money!', 74, 58, 0.8]],
    countsNot: [['ground'], ['person', 30, 60, 1.1], ['person', 64, 60, 1.1], ['bubble!', 40, 32, 0.9], ['=听说', 40, 22, 0.7], ['bubble!', 64, 32, -0.8], ['=?', 64, 24, 1]],
  },
  'MS03-03': {
    counts: [['ground'], ['wheelchair', 28, 60, 1.1], ['steps', 68, 60, 1], ['ramp!', 52, 60, 1], ['door', 80, 50, 0.8]],
    countsNot: [['room'], ['wheelchair', 24, 60, 1.1], ['register!', 64, 52, 1.2], ['tick!', 72, 46, 0.7]],
  },
  'MS04-01': {
    counts: [['room'], ['elder', 26, 60, 1.2], ['phone', 52, 58, 1], ['=?', 52, 48, 1], ['card!', 74, 48, 0.8]],
    countsNot: [['room'], ['table', 76, 60, 0.6], ['person', 20, 60, 0.9], ['person', 34, 60, 0.9], ['person', 48, 60, 0.9], ['arrow!', 46, 30, 1]],
  },
  'MS04-02': {
    counts: [['tap', 50, 44, 1.5], ['drops?', 56, 56, 0.9], ['cross!', 22, 60, 0.9], ['block', 82, 62, 0.8]],
    countsNot: [['room'], ['tap', 40, 38, 1.1], ['drops', 47, 46, 0.7], ['tools!', 72, 58, 1.1]],
  },
}
