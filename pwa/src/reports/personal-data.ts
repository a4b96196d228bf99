/** A phone or identity number in a text that is not the place for one. */
export interface Noticed {
  kind: 'phone' | 'identity'
  text: string
}

const IDENTITY = /(?<!\d)\d{17}[\dXx](?!\d)/
const PHONE = /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/

/** The first such number, or null. A note is read by many; names and numbers belong into the contacts. */
export function noticePersonalData(note: string): Noticed | null {
  const identity = IDENTITY.exec(note)
  if (identity) return { kind: 'identity', text: identity[0] }
  const phone = PHONE.exec(note)
  return phone ? { kind: 'phone', text: phone[0] } : null
}

/** The note without the number, nothing else changed but doubled blanks and one left before a mark. */
export function without(note: string, noticed: Noticed): string {
  return note.replace(noticed.text, '').replace(/[ \t]{2,}/g, ' ').replace(/[ \t]+(?=[，。；、！？,.;])/g, '').trim()
}
