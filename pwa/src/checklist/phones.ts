/** The public numbers of T clauses, in the order in which the clause's help names them; the rest behind. */
const NUMBERS = ['119', '110', '120', '12345'] as const
export type PublicNumber = (typeof NUMBERS)[number]

export function numbersFor(help: string): { first: PublicNumber[]; rest: PublicNumber[] } {
  const at = (number: string) => new RegExp(`(?<!\\d)${number}(?!\\d)`).exec(help)?.index ?? -1
  const first = NUMBERS.filter((number) => at(number) >= 0).sort((a, b) => at(a) - at(b))
  return { first, rest: NUMBERS.filter((number) => !first.includes(number)) }
}
