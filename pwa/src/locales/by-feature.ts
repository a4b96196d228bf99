export type Messages = { [key: string]: string | Messages }

/** `{'./orders.ts': {default: {...}}}` → `{orders: {...}}`. */
export function byFeature(files: Record<string, { default: Messages }>): Messages {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path.replace(/^\.\/|\.ts$/g, ''), file.default]),
  )
}
