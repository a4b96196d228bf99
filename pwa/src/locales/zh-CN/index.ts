import { byFeature, type Messages } from '../by-feature'

export default byFeature(import.meta.glob<{ default: Messages }>(['./*.ts', '!./index.ts'], { eager: true }))
