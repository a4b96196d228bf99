/** What a person typed, taken apart: words of characters, and words of Latin letters (pinyin or a code). */
export interface Typed {
  /** Everything as one line, the way the list's own texts are compared. */
  whole: string
  characters: string[]
  letters: string[]
}

const DIGITS: Record<string, string> = { 零: '〇', 壹: '一', 贰: '二', 叁: '三', 肆: '四', 伍: '五', 陆: '六', 柒: '七', 捌: '八', 玖: '九', 拾: '十' }
const COUNTED = '〇一二三四五六七八九'

/** The form in which texts are compared: half-width, small, every way of writing a digit the same. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[零壹贰叁肆伍陆柒捌玖拾0-9]/g, (digit) => DIGITS[digit] ?? COUNTED[Number(digit)]!)
}

export function takeApart(query: string): Typed {
  const typed = query.normalize('NFKC').toLowerCase()
  // A code keeps its digits; elsewhere 3合1 is 三合一.
  const codes = typed.match(/\b[a-z]{2}\d{1,2}(?:-?\d{1,2})?\b/g) ?? []
  const rest = plain(codes.reduce((left, code) => left.replace(code, ' '), typed)).replace(/['’`]/g, '')
  return {
    whole: plain(typed).replace(/[^\p{L}]/gu, ''),
    characters: rest.match(/[〇\p{Script=Han}]+/gu) ?? [],
    letters: [...codes, ...(rest.match(/[a-z]+/g) ?? [])],
  }
}
