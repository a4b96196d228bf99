import { database, type PhoneDatabase, type StoredDraft, type StoredPhoto } from './database'

/** Afterwards the draft is on the phone's disk, as given. */
export async function saveDraft(id: string, owner: string, content: unknown, into: PhoneDatabase = database): Promise<void> {
  await into.drafts.put({ id, owner, updated_at: new Date().toISOString(), content })
}

export async function draftOf(id: string, owner: string, from: PhoneDatabase = database): Promise<StoredDraft | undefined> {
  const draft = await from.drafts.get(id)
  return draft?.owner === owner ? draft : undefined
}

/** One person's drafts, the newest first. */
export async function draftsOf(owner: string, from: PhoneDatabase = database): Promise<StoredDraft[]> {
  const drafts = await from.drafts.where('owner').equals(owner).toArray()
  return drafts.sort((a, b) => b.updated_at.localeCompare(a.updated_at))
}

/** Removes a draft and its photos. */
export async function dropDraft(id: string, from: PhoneDatabase = database): Promise<void> {
  await from.transaction('rw', from.drafts, from.photos, async () => {
    await from.drafts.delete(id)
    await from.photos.where('report').equals(id).delete()
  })
}

export async function keepPhoto(photo: StoredPhoto, into: PhoneDatabase = database): Promise<void> {
  await into.photos.put(photo)
}

export async function dropPhoto(id: string, from: PhoneDatabase = database): Promise<void> {
  await from.photos.delete(id)
}

export async function photosOf(report: string, from: PhoneDatabase = database): Promise<StoredPhoto[]> {
  return from.photos.where('report').equals(report).toArray()
}

/**
 * Gives a draft, its findings and their photos new ids: the server holds another report under the old ones. Afterwards
 * the old id is free and uploads begin anew. `findings` maps old to new.
 */
export async function moveDraft(
  old_id: string, moved: { id: string; content: unknown; findings: Map<string, string> }, within: PhoneDatabase = database,
): Promise<void> {
  await within.transaction('rw', within.drafts, within.photos, async () => {
    const old = await within.drafts.get(old_id)
    if (!old) return
    await within.photos.where('report').equals(old_id).modify((photo) => {
      photo.report = moved.id
      photo.finding = moved.findings.get(photo.finding) ?? photo.finding
      photo.upload_url = null
    })
    await within.drafts.put({ ...old, id: moved.id, content: moved.content })
    await within.drafts.delete(old_id)
  })
}
