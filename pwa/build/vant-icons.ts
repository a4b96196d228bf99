import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const SOURCES = /src:\s*url\(data:font\/woff2;[^,]*,([A-Za-z0-9+/=]+)\)[^}]*/

/**
 * Vant embeds its icon font as a data address and names an outside host beside it. Our content policy allows
 * neither, so the font becomes a file of our own.
 */
export function vantIcons(): Plugin {
  let font: Buffer | null = null
  let fileName = ''
  return {
    name: 'vant-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant\/es\/icon\/index\.css/.test(id)) return null
      const found = SOURCES.exec(code)
      if (!found?.[1]) throw new Error('the icon font of vant is written in another way than expected')
      font = Buffer.from(found[1], 'base64')
      // Files below assets/ are kept for ever by browsers, so the name carries the content's digest.
      fileName = `assets/vant-icons-${createHash('sha256').update(font).digest('hex').slice(0, 8)}.woff2`
      return code.replace(SOURCES, `src:url(/${fileName}) format("woff2")`)
    },
    generateBundle() {
      if (font) this.emitFile({ type: 'asset', fileName, source: font })
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => (font && request.url === `/${fileName}` ? response.end(font) : next()))
    },
  }
}
