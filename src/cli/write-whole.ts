import { open, rename, rm } from 'node:fs/promises'

/** Under another name until it is whole: what bears the name was written to its end. Gives its bytes. */
export const writeWhole = async (file: string, bytes: AsyncIterable<Uint8Array>): Promise<number> => {
  const half = `${file}.part`
  const handle = await open(half, 'w', 0o600)
  let size = 0
  try {
    for await (const part of bytes) {
      await handle.writeFile(part)
      size += part.length
    }
    await handle.sync()
  } catch (error) {
    await rm(half, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(half, file)
  return size
}
