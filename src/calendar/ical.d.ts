/** The part of ical.js that is used: its own types are out of reach of its export map. */
declare module 'ical.js' {
  const ical: {
    /** A text as jCal (RFC 7265): `[name, properties, components]`. Throws `ParserError` and `Error`. */
    readonly parse: (text: string) => unknown
  }
  export = ical
}
