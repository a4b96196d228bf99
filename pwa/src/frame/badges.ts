import { reactive } from 'vue'

/** Figures at the tabs. A feature sets its own; the frame only shows them. */
export const badges = reactive({ queue: 0, notices: 0 })
