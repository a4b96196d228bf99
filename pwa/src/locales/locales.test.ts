import { expect, test } from 'vitest'
import { byFeature, type Messages } from './by-feature'

function flat(messages: Messages, path = ''): Map<string, string> {
  return new Map(Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)]))
}
const all = (files: Record<string, { default: Messages }>) =>
  flat(byFeature(Object.fromEntries(Object.entries(files).map(([path, file]) => [path.replace(/^\.\/(zh-CN|en)\//, './'), file]))))
const zh = all(import.meta.glob<{ default: Messages }>(['./zh-CN/*.ts', '!./zh-CN/index.ts'], { eager: true }))
const en = all(import.meta.glob<{ default: Messages }>(['./en/*.ts', '!./en/index.ts'], { eager: true }))
const sources = import.meta.glob<string>('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })

test('every sentence is there in both languages', () => expect([...en.keys()].sort()).toEqual([...zh.keys()].sort()))
test('both languages name the same figures', () => {
  const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
  for (const [key, text] of zh) expect(names(en.get(key) ?? ''), key).toEqual(names(text))
})
test('Chinese sentences use Chinese punctuation', () => {
  for (const [key, text] of zh) expect(text, key).not.toMatch(/[一-鿿][,;:?!](?!\d)|[一-鿿]\.(?!\d)/)
})
test('no Chinese sentence is English', () => {
  for (const [key, text] of zh) expect(text.replace(/\{\w+\}/g, ''), key).not.toMatch(/[A-Za-z]{3,} [A-Za-z]{2,}/)
})
test('every sentence that a page names exists', () => {
  for (const [path, source] of Object.entries(sources)) {
    if (path.endsWith('.test.ts')) continue
    for (const [, key] of source.matchAll(/\bt\('([\w.]+)'/g)) expect(zh.has(key!), `${path}: ${key}`).toBe(true)
  }
})
