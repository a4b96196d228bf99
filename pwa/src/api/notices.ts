/* Notices on the wire, by the words of the feature. */
import type { components } from './schema'

/** One thing told. `subject` is what it opens: `order/<code>` or `report/<uuid>`. */
export type Notice = components['schemas']['Notice']
/** The badge: unread notices up to 100, and the newest notice's id (0: none). */
export type Unread = components['schemas']['Unread']
export type PushAddress = components['schemas']['PushSubscription']
