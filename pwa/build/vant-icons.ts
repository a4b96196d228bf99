import type { Plugin } from 'vite'

const FONT_FILE = 'assets/vant-icons.woff2'
const SOURCES = /src:\s*url\(data:font\/woff2;[^,]*,([A-Za-z0-9+/=]+)\)[^}]*/

/**
 * Vant embeds its icon font as a data address and names an outside host beside it. Our content policy allows
 * neither, so the font becomes a file of our own.
 */
export function vantIcons(): Plugin {
  let font: Buffer | null = null
  return {
    name: 'vant-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant\/es\/icon\/index\.css/.test(id)) return null
      const found = SOURCES.exec(code)
      if (!found?.[1]) throw new Error('the icon font of vant is written in another way than expected')
      font = Buffer.from(found[1], 'base64')
      return code.replace(SOURCES, `src:url(/${FONT_FILE}) format("woff2")`)
    },
    generateBundle() {
      if (font) this.emitFile({ type: 'asset', fileName: FONT_FILE, source: font })
    },
    configureServer(server) {
      server.middlewares.use(`/${FONT_FILE}`, (_request, response) => response.end(font))
    },
  }
}
