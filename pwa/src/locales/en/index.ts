import { byFeature, type Messages } from '../by-feature'

// Map, divisions and admission are learned with their pages: see ../later.ts.
export default byFeature(import.meta.glob<{ default: Messages }>(['./*.ts', '!./index.ts', '!./map.ts', '!./divisions.ts', '!./admission.ts'], { eager: true }))
