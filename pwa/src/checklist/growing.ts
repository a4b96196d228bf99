import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'

const FIRST = 8
const MORE = 10

/** A long list that grows as its end comes near, so that no frame has to draw all of it. */
export function useGrowing<T>(all: () => T[], end: Readonly<Ref<HTMLElement | null>>) {
  const most = ref(FIRST)
  watch(all, () => { most.value = FIRST })
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && most.value < all().length) {
      most.value += MORE
      // Seen anew: a mark that stays within reach would not be told again.
      if (end.value) { observer.unobserve(end.value); observer.observe(end.value) }
    }
  }, { rootMargin: '900px' })
  watch(end, (mark, before) => {
    if (before) observer.unobserve(before)
    if (mark) observer.observe(mark)
  }, { flush: 'post', immediate: true })
  onBeforeUnmount(() => observer.disconnect())
  return computed(() => all().slice(0, most.value))
}
