/** Where a command is looked for that says nothing of its own: as Debian's login has it. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
