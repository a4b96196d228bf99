/** Clauses without one picture or both, and why: a picture there would point at a person or say less than the words. */
export const WITHOUT_PICTURE: Readonly<Record<string, string>> = {
  'MD07-01': '轻生或伤人的苗头：画出来会刺激当事人，也会让人照着样子认人。',
  'TS01-01': '发病时的举动：画出来会把病人画成危险的人。',
}
