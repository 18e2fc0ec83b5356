/** Of both languages: what stands where `ok` was expected. */
export const page = '<html>'
