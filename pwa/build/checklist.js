/** The phone's search outside a browser: its own code, and the edition that this checkout would serve. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const source = fileURLToPath(new URL('../src/', import.meta.url))

/** The edition as a phone reads it, printed by the checkout's own Python: no server, no database. */
export function readEdition() {
  const python = process.env.PYTHON ?? `${checkout}var/venv/bin/python`
  if (!existsSync(python)) throw new Error('No Python here yet: run script/setup first, or name one in PYTHON.')
  return JSON.parse(execFileSync(python, ['-m', 'checklists'], { cwd: checkout, encoding: 'utf8', maxBuffer: 1 << 28 }))
}

/** A module of src/, as the phone runs it. */
export async function load(path) {
  const settings = { configFile: false, logLevel: 'error', resolve: { alias: { '@': source } } }
  return (await runnerImport(source + path, settings)).module
}
