export type KeyAction = 'next' | 'previous' | 'open' | 'act' | 'search' | 'refresh' | 'help'

const KEYS: Record<string, KeyAction> = { j: 'next', k: 'previous', Enter: 'open', a: 'act', '/': 'search', r: 'refresh', '?': 'help' }

/** The shortcuts as they are shown. */
export const SHOWN: [string, KeyAction][] = [['j', 'next'], ['k', 'previous'], ['Enter', 'open'], ['a', 'act'], ['/', 'search'], ['r', 'refresh'], ['?', 'help']]

interface Pressed { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; target: { tagName?: string; isContentEditable?: boolean } | null }

/** What a key means on the list; nothing while somebody writes, chooses, or presses a button by keyboard. */
export function keyAction({ key, ctrlKey, metaKey, altKey, target }: Pressed): KeyAction | null {
  if (ctrlKey || metaKey || altKey) return null
  const at = target?.tagName?.toLowerCase() ?? ''
  if (['input', 'textarea', 'select'].includes(at) || target?.isContentEditable) return null
  if (key === 'Enter' && ['a', 'button', 'summary'].includes(at)) return null
  return KEYS[key] ?? null
}
