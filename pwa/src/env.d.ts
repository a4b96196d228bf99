declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}

declare module 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url' {
  const address: string
  export default address
}

declare module 'exifr/dist/lite.esm.mjs' {
  export function parse(file: ArrayBuffer, options: object): Promise<object | undefined>
}
