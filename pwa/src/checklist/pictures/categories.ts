/** Line drawings on 24 × 24 for the categories of this project's list; any other category gets the plain list. */
export const CATEGORY_LINES: Record<string, string> = {
  RK: 'M3 11 9 5l6 6v9H3zM7 20v-5h4v5M18 9.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4M15.5 20v-6a2.5 2.5 0 0 1 5 0v6', // a house and a person
  CZ: 'M8 20a5 5 0 1 0 0-10 5 5 0 0 0 0 10M11.5 11.5 20 3M16 7l3 3M8 15.1v-.1', // a key
  XF: 'M12 21c4 0 6.5-2.7 6.5-6.4C18.5 9.800 14 8 13.500 3 10 5 9.500 8.500 10 10.500 8.500 10.300 8 9 8 8 6 10 5.500 12.500 5.500 14.600 5.500 18.300 8 21 12 21zM12 21c-2 0-3-1.400-3-3 0-2 2-2.600 3-4.500 1 1.900 3 2.500 3 4.500 0 1.600-1 3-3 3', // a flame
  AQ: 'M3 17h18M5 17v-2a7 7 0 0 1 14 0v2M10 8.300V13M14 8.300V13M10 8h4M3 17v2h18v-2', // a helmet
  MD: 'M3 4h11v8H8l-3 3v-3H3zM17 9h4v8h-2v3l-3-3h-6v-2', // two that talk
  ZA: 'M12 3 4.500 6v5.500c0 4.500 3 7.800 7.500 9.500 4.500-1.700 7.500-5 7.500-9.500V6zM8.500 12l2.500 2.500 4.500-5', // a shield
  FZ: 'M7 2.500h10v19H7zM10.500 18.500h3M12 6.500v5M12 14.200v.1', // a telephone that warns
  TS: 'M9 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 20v-2a6 6 0 0 1 9-5.200M16.500 21l-3.800-3.700a2.300 2.300 0 0 1 3.800-2.600 2.300 2.300 0 0 1 3.800 2.600z', // a person and a heart
  MS: 'M12 11.500 8.800 8.400A2.200 2.200 0 0 1 12 5.500a2.200 2.200 0 0 1 3.200 2.900zM3 14h3l3 1.500h4a1.500 1.500 0 0 1 0 3H9.500M14 17l4.500-2.700a1.400 1.400 0 0 1 1.500 2.400L14 21H7l-1-1H3z', // a hand that gives
  WJ: 'M4 7h16v13H4zM9 7V4h6v3M12 10.500v6M9 13.500h6', // a doctor's case
  YJ: 'M12 3 2.500 19h19zM12 9v5M12 16.500v.1', // a warning
  HJ: 'M5 7h14M10 7V4h4v3M6.500 7l1 13h9l1-13M10.500 11v5.500M13.500 11v5.500', // a bin
}

export const PLAIN_LIST = 'M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1'
