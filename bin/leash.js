// Loaded before the command: it ends with its launcher, also where that one was killed and could pass nothing on.
// What the command starts for good (the control plane) is not on this leash: its parent is not the launcher.
if (process.env.ECLUSE_LEASH === String(process.ppid) && process.channel !== undefined) {
  process.on('disconnect', () => process.exit(129))
  process.channel.unref()
}
delete process.env.ECLUSE_LEASH
