const KEY = 'demo'

/** Whether this phone last met a server with demo data: the page for signing in says so without a network too. */
export function wasDemo(): boolean {
  try {
    return localStorage.getItem(KEY) === '1'
  } catch {
    return false // storage denied: the server's answer decides
  }
}

export function rememberDemo(demo: boolean): void {
  try {
    localStorage.setItem(KEY, demo ? '1' : '0')
  } catch {
    // storage denied: asked again next time
  }
}
