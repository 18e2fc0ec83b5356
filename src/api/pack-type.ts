/** A line of JSON (`Offer`), a newline, then a git pack. */
export const packType = 'application/vnd.ecluse.pack'
