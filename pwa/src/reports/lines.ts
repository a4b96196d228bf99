import type { Report } from '@/api/types'
import type { OutboxRecord } from '@/offline/database'

/** A report as a line of the list, whether it lies on the phone or on the server. */
export interface ReportLine {
  id: string
  at: string
  clauses: string[]
  /** How many clauses were found in order. */
  checked: number
  note: string
  grid: string | null
  photos: number
  /** The phone's record while the server has not shown the report itself. */
  record: OutboxRecord | null
}

export function lineOfRecord(record: OutboxRecord): ReportLine {
  const { findings, seen_at } = record.body
  return {
    id: record.id, at: seen_at, clauses: findings.map((finding) => finding.clause), checked: record.body.checked_ok.length, note: findings.map((finding) => finding.note).filter(Boolean).join(' '),
    grid: record.answer?.grid?.name ?? null, photos: findings.reduce((sum, finding) => sum + finding.photos.length, 0), record,
  }
}

export function lineOfReport(report: Report): ReportLine {
  return {
    id: report.id, at: report.seen_at, clauses: report.findings.map((finding) => finding.clause), checked: report.checked_ok.length,
    note: report.findings.map((finding) => finding.note).filter(Boolean).join(' '), grid: report.grid?.name ?? null,
    photos: report.findings.reduce((sum, finding) => sum + finding.photos.length, 0), record: null,
  }
}
