// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import ClausePicture from './ClausePicture.vue'

async function shown(code: string, good: boolean) {
  const picture = mount(ClausePicture, { props: { code, good, words: '楼道堆着旧沙发。' } })
  await vi.dynamicImportSettled()
  await flushPromises()
  return picture
}

test('the picture says in words what it shows, and marks what counts otherwise than what does not', async () => {
  const marks = []
  for (const good of [false, true]) {
    const drawing = (await shown('XF01-01', good)).get('svg')
    expect(drawing.attributes()).toMatchObject({ role: 'img', 'aria-label': '楼道堆着旧沙发。' })
    marks.push(drawing.get('.mark').html())
  }
  expect(marks[0]).not.toBe(marks[1])
})
test.each(['MD07-01', 'XX99-01', 'constructor', ''])('nothing is shown for a clause without a picture (%s)', async (code) => {
  const picture = await shown(code, false)
  expect(picture.find('svg').exists()).toBe(false)
})
