import { database, type PhoneDatabase } from './database'

/** Everything of one person that has not been confirmed, with its photos, as one JSON file. */
export async function exportUnsent(owner: string, from: PhoneDatabase = database): Promise<{ name: string; file: Blob }> {
  const reports = await from.outbox.where('owner').equals(owner).filter((record) => record.state !== 'sent').toArray()
  const drafts = await from.drafts.where('owner').equals(owner).toArray()
  const parts: BlobPart[] = [`{"format":"wangge-queue-1","owner":${JSON.stringify(owner)},"exported_at":"${new Date().toISOString()}"`]
  parts.push(`,"reports":${JSON.stringify(reports)},"drafts":${JSON.stringify(drafts)},"photos":[`)
  let first = true
  for (const id of [...reports, ...drafts].map((record) => record.id)) {
    // One report's pictures at a time: the whole queue would not fit into a weak phone's memory.
    for (const { blob, ...photo } of await from.photos.where('report').equals(id).toArray()) {
      parts.push(new Blob([first ? '' : ',', JSON.stringify(photo).slice(0, -1), ',"base64":"', await base64(blob), '"}']))
      first = false
    }
  }
  parts.push(']}')
  return { name: `wangge-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`, file: new Blob(parts, { type: 'application/json' }) }
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  return btoa(text)
}
