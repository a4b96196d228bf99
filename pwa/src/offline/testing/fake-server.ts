import type { ReportBody } from '@/api/types'

export type Fault = 'none' | 'drop' | 'lose-answer' | { cut: number } | { status: number; type?: string; retryAfter?: number; retry?: boolean }

interface BegunUpload { sha256: string; report: string; length: number; bytes: Uint8Array<ArrayBuffer> }

/** A server with the wire contract's behaviour, in memory; `fault` decides what goes wrong with each request. */
export class FakeServer {
  readonly reports = new Map<string, string>()
  readonly filings: string[] = []
  readonly photos = new Map<string, Uint8Array>()
  readonly uploads = new Map<string, BegunUpload>()
  readonly log: string[] = []
  bytesReceived = 0
  person: string | null = 'wang'
  /** Forgets an upload as soon as it is whole, as a server may. */
  forgetsWholeUploads = false
  fault: (request: string) => Fault = () => 'none'

  readonly fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? 'GET'
    const path = new URL(input, 'http://phone.test').pathname
    const request = `${method} ${path}`
    this.log.push(request)
    const fault = this.fault(request)
    if (fault === 'drop') throw new TypeError('network')
    if (typeof fault === 'object' && 'status' in fault) return refusal(fault.status, fault.type ?? 'server-fault', fault)
    const body = await bytesOf(init.body)
    const cut = typeof fault === 'object' && 'cut' in fault ? Math.floor(body.length * fault.cut) : null
    this.bytesReceived += cut ?? body.length
    const answer = await this.answer(method, path, new Headers(init.headers), cut === null ? body : body.slice(0, cut), cut !== null)
    if (cut !== null || fault === 'lose-answer') throw new TypeError('network')
    return answer
  }

  private async answer(method: string, path: string, headers: Headers, body: Uint8Array<ArrayBuffer>, cut: boolean): Promise<Response> {
    if (this.person === null) return refusal(401, 'not-signed-in')
    if (method !== 'GET' && method !== 'HEAD' && headers.get('X-Requested-With') !== 'grid-pwa') return refusal(403, 'missing-header')
    if (path === '/api/v1/me') return json(200, { id: this.person })
    const [, kind, id = ''] = /^\/api\/v1\/(reports|uploads)\/?(.*)$/.exec(path) ?? []
    if (kind === 'reports') return cut ? refusal(400, 'bad-json') : this.file(id, new TextDecoder().decode(body))
    if (method === 'POST') return this.begin(headers)
    const upload = this.uploads.get(id)
    if (!upload) return method === 'HEAD' ? new Response(null, { status: 404 }) : refusal(410, 'upload-gone')
    if (method === 'PATCH') return this.append(id, upload, Number(headers.get('Upload-Offset')), body)
    return tus(200, { 'Upload-Offset': String(upload.bytes.length), 'Upload-Length': String(upload.length) })
  }

  private file(id: string, text: string): Response {
    const known = this.reports.get(id)
    if (known !== undefined && known !== text) return refusal(409, 'report-differs')
    if (known === undefined) this.filings.push(id)
    this.reports.set(id, text)
    const findings = (JSON.parse(text) as ReportBody).findings.map((finding, place) => ({
      id: finding.id, order: `320685202611221${place}`,
      photos_missing: finding.photos.map((photo) => photo.sha256).filter((sha256) => !this.photos.has(sha256)),
    }))
    return json(known === undefined ? 201 : 200, { id, received_at: '2026-11-22T08:00:00+08:00', grid: null, findings, receipt: 'e.y.J' })
  }

  private begin(headers: Headers): Response {
    const metadata = Object.fromEntries((headers.get('Upload-Metadata') ?? '').split(',').map((pair) => {
      const [key = '', value = ''] = pair.split(' ')
      return [key, atob(value)]
    }))
    const report = (metadata.for ?? '').replace('report/', '')
    const sha256 = metadata.sha256 ?? ''
    if (!this.reports.get(report)?.includes(sha256) || this.photos.has(sha256)) return refusal(409, 'photo-not-expected', { retry: true })
    const id = `u${this.uploads.size + 1}-${this.log.length}`
    this.uploads.set(id, { sha256, report, length: Number(headers.get('Upload-Length')), bytes: new Uint8Array() })
    return tus(201, { Location: `/api/v1/uploads/${id}` })
  }

  private async append(id: string, upload: BegunUpload, offset: number, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    if (offset !== upload.bytes.length) return refusal(409, 'upload-offset', { retry: true })
    const joined = new Uint8Array(offset + body.length)
    joined.set(upload.bytes)
    joined.set(body, offset)
    upload.bytes = joined
    if (joined.length === upload.length) {
      if ((await hex(joined)) !== upload.sha256) {
        this.uploads.delete(id)
        return refusal(422, 'photo-differs')
      }
      this.photos.set(upload.sha256, joined)
      if (this.forgetsWholeUploads) this.uploads.delete(id)
    }
    return tus(204, { 'Upload-Offset': String(joined.length) })
  }
}

export async function hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function bytesOf(body: BodyInit | null | undefined): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(body ? await new Response(body).arrayBuffer() : new ArrayBuffer(0))
}

function json(status: number, value: unknown): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } })
}

function tus(status: number, headers: Record<string, string>): Response {
  return new Response(null, { status, headers: { 'Tus-Resumable': '1.0.0', ...headers } })
}

function refusal(status: number, type: string, more: { retryAfter?: number; retry?: boolean } = {}): Response {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' }
  if (more.retryAfter) headers['Retry-After'] = String(more.retryAfter)
  return new Response(JSON.stringify({ type, title: '说明', status, retry: more.retry ?? status >= 500 }), { status, headers })
}
