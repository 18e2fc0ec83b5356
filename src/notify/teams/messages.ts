/** Of both languages: what stands where nothing was expected. */
export const page = '<html>'
