import type { Examples } from '../scene'

export const ms: Examples = {
  'MS01-01': {
    counts: [['room'], ['door', 44, 60, 1.15], ['milk!', 24, 60, 1], ['milk!', 64, 60, 1], ['milk!', 72, 60, 1], ['=3天', 24, 28, 1]],
    countsNot: [['ground'], ['elder', 24, 60, 1.1], ['person', 44, 60, 1.1], ['phone!', 74, 58, 1.2], ['ring', 74, 50, 0.9]],
  },
  'MS01-02': {
    counts: [['room'], ['bed!', 25, 60, 1], ['table', 74, 60, 0.75], ['cup!', 74, 48, 0.8], ['person?', 52, 60, 0.85], ['clock', 52, 34, 0.7]],
    countsNot: [['room'], ['bed', 28, 60, 1], ['person!', 58, 60, 1.1], ['bowl!', 74, 52, 0.7]],
  },
  'MS01-03': {
    counts: [['room'], ['elder', 26, 60, 1.2], ['bubble!', 44, 34, 1.2], ['bowl!', 44, 26, 0.8], ['stove?', 72, 60, 0.9]],
    countsNot: [['room'], ['elder', 26, 60, 1.2], ['table', 62, 60, 1.1], ['bowl!', 62, 44, 1], ['tick', 62, 28, 0.6]],
  },
  'MS02-01': {
    counts: [['road', 48, 36], ['ground'], ['child!', 30, 60, 1.4], ['person?', 62, 62, 0.8], ['person?', 76, 62, 0.8]],
    countsNot: [['room'], ['table', 52, 60, 1.2], ['register', 52, 42, 0.6], ['pupil!', 26, 60, 1.4], ['phone', 78, 58, 0.8], ['tick', 78, 50, 0.4]],
  },
  'MS02-02': {
    counts: [['ground'], ['house', 28, 60, 1], ['shout!', 62, 30, 1], ['brokencup!', 60, 60, 1], ['phone', 80, 60, 0.9], ['=110', 80, 50, 0.7]],
    countsNot: [['room'], ['person', 28, 60, 1.1], ['person', 64, 60, 1.1], ['talk!', 34, 30, 0.8], ['talk!', 58, 30, -0.8]],
  },
  'MS02-03': {
    counts: [['ground'], ['elder', 18, 60, 1], ['child', 36, 60, 1.2], ['plaster!', 43, 50, 0.6, 60], ['school', 70, 60, 0.75], ['=3天没去', 54, 24, 0.8]],
    countsNot: [['ground'], ['elder', 20, 60, 1], ['pupil!', 40, 60, 1.1], ['arrow', 54, 56, 0.5], ['school', 76, 60, 0.65], ['heart', 40, 34, 0.7]],
  },
  'MS03-01': {
    counts: [['ground'], ['hospital', 26, 60, 0.9], ['person', 54, 60, 0.9], ['child', 65, 60, 0.9], ['money?', 62, 28, 0.9], ['paper?', 82, 58, 0.7]],
    countsNot: [['=救助', 26, 18, 1], ['card', 26, 42, 1], ['money!', 26, 60, 0.8], ['calendar!', 66, 56, 1.3], ['=每月', 66, 46, 0.9]],
  },
  'MS03-02': {
    counts: [['register', 28, 50, 1.2], ['=去年去世', 28, 18, 0.8], ['arrow!', 54, 46, 0.6], ['card', 76, 40, 0.9], ['money!', 76, 60, 0.8]],
    countsNot: [['ground'], ['person', 22, 60, 1.1], ['person', 68, 60, 1.1], ['bubble!', 30, 32, 1], ['=听说', 30, 22, 0.8], ['bubble!', 60, 32, -1], ['=?', 60, 23, 1]],
  },
  'MS03-03': {
    counts: [['ground'], ['wheelchair', 24, 60, 1.1], ['steps', 68, 60, 1], ['ramp?', 50, 60, 1], ['door', 80, 50, 0.8], ['=坡道', 48, 38, 0.9]],
    countsNot: [['room'], ['wheelchair', 24, 60, 1.1], ['register!', 64, 52, 1.2], ['tick!', 72, 46, 0.7]],
  },
  'MS04-01': {
    counts: [['room'], ['elder', 26, 60, 1.2], ['phone', 52, 58, 1], ['=?', 52, 48, 1], ['card!', 74, 48, 0.8]],
    countsNot: [['room'], ['table', 78, 60, 0.5], ['person', 20, 60, 0.9], ['person', 34, 60, 0.9], ['person', 48, 60, 0.9], ['person', 62, 60, 0.9], ['arrow!', 42, 28, 1.2]],
  },
  'MS04-02': {
    counts: [['tap!', 40, 40, 1.4], ['drops?', 50, 54, 0.9], ['=停水', 20, 58, 1], ['block', 80, 62, 0.75]],
    countsNot: [['room'], ['tap', 40, 38, 1.1], ['drops', 47, 46, 0.7], ['tools!', 72, 58, 1.1]],
  },
}
