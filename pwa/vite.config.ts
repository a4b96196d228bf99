import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { vantIcons } from './build/vant-icons.ts'

// Tests run under Node, whose build of tus knows streams but no Blob; the app's build is what they must try.
const tusOfBrowsers = fileURLToPath(new URL('./node_modules/tus-js-client/lib.esm/browser/index.js', import.meta.url))

/** Pages for grids, maps and the checklist's own desk, and what only they use: a worker's phone neither fetches nor keeps them. */
const forDesks = (id: string) => /\/src\/(map|divisions|admission)\/(?!routes|places)|\/locales\/[\w-]+\/(map|divisions|admission)\.ts|TokensCard|\/pmtiles\//.test(id)

export default defineConfig({
  plugins: [
    vue(),
    vantIcons(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: null,
      manifestFilename: 'manifest.webmanifest',
      manifest: {
        id: '/',
        name: '网格通',
        short_name: '网格通',
        description: '网格巡查上报、工单办理与一事一奖',
        lang: 'zh-CN',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        orientation: 'portrait-primary',
        background_color: '#f4f6f8',
        theme_color: '#1a5fb4',
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      injectManifest: {
        // The worker script is a classic one; as a module it fails to evaluate in several phones' webviews.
        rollupFormat: 'iife',
        globPatterns: ['**/*.{js,css,html,woff2,svg,png}'],
        // The map is fetched when first shown and then kept by the browser's own cache; it must not delay the start.
        // What only an office opens is fetched there.
        globIgnores: ['**/maplibre*', '**/MapLibre*', '**/echarts*', '**/desk-*'],
      },
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  worker: { format: 'es' },
  build: {
    target: ['chrome92', 'safari15'],
    sourcemap: false,
    rollupOptions: {
      output: {
        chunkFileNames: ({ moduleIds }) => `assets/${moduleIds.some(forDesks) ? 'desk-' : ''}[name]-[hash].js`,
        manualChunks(id) {
          if (id.includes('maplibre-gl')) return 'maplibre'
          return undefined
        },
      },
    },
  },
  server: { proxy: { '/api': process.env.API ?? 'http://127.0.0.1:8000' } },
  // Seconds say nothing on a busy machine; only what hangs shall fail by time.
  test: { environment: 'node', include: ['src/**/*.test.ts'], alias: { 'tus-js-client': tusOfBrowsers }, setupFiles: ['src/testing.ts'] },
})
