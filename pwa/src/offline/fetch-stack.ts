import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { Fetch } from './requests'

const PATIENCE_MS = 120_000

/** tus over fetch: the service worker has no XMLHttpRequest, and one road for page and worker is enough. */
export class FetchStack implements HttpStack {
  constructor(private readonly fetch: Fetch) {}

  createRequest(method: string, url: string): HttpRequest {
    return new FetchRequest(this.fetch, method, url)
  }

  getName(): string {
    return 'FetchStack'
  }
}

class FetchRequest implements HttpRequest {
  private readonly headers: Record<string, string> = {}
  private readonly limit = new AbortController()

  constructor(private readonly fetch: Fetch, private readonly method: string, private readonly url: string) {}

  getMethod(): string { return this.method }
  getURL(): string { return this.url }
  setHeader(header: string, value: string): void { this.headers[header] = value }
  getHeader(header: string): string | undefined { return this.headers[header] }
  setProgressHandler(): void { /* fetch tells nothing while it sends; progress is counted by chunk */ }
  getUnderlyingObject(): unknown { return null }

  async send(body?: BodyInit): Promise<HttpResponse> {
    const timer = setTimeout(() => this.limit.abort(), PATIENCE_MS)
    try {
      const response = await this.fetch(this.url, {
        method: this.method, headers: this.headers, body: body ?? null, credentials: 'same-origin', cache: 'no-store', signal: this.limit.signal,
      })
      return new FetchResponse(response, await response.text())
    } finally {
      clearTimeout(timer)
    }
  }

  async abort(): Promise<void> {
    this.limit.abort()
  }
}

class FetchResponse implements HttpResponse {
  constructor(private readonly response: Response, private readonly body: string) {}

  getStatus(): number { return this.response.status }
  getHeader(header: string): string | undefined { return this.response.headers.get(header) ?? undefined }
  getBody(): string { return this.body }
  getUnderlyingObject(): unknown { return this.response }
}
