import { database } from './database'

/** How many reports on this phone wait to be sent, whoever they belong to. */
export async function unsentOnThisPhone(): Promise<number> {
  return database.outbox.where('state').notEqual('sent').count()
}
