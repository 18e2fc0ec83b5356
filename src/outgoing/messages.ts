import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const notAnAddress = (): Text =>
  text('its secret holds no address of the web', 'son secret ne porte aucune adresse Web')

export const needsHttps = (): Text =>
  text(
    'its address is not https, and not of this machine',
    'son adresse n’est pas en https, ni de cette machine',
  )

export const closedAddress = (): Text =>
  text(
    'its name leads to an address that nothing is sent to: of this machine, the link or the cloud itself',
    'son nom mène à une adresse à laquelle rien n’est envoyé : de cette machine, du lien ou du nuage lui-même',
  )

export const unknownHost = (code: string): Text =>
  text(`its name leads nowhere (${code})`, `son nom ne mène nulle part (${code})`)

export const redirected = (status: number): Text =>
  text(
    `it answered ${status}, a redirect, which is not followed: write where it leads into the secret`,
    `il a répondu ${status}, une redirection, qui n’est pas suivie : écrivez dans le secret où elle mène`,
  )

export const answered = (status: number): Text => text(`it answered ${status}`, `il a répondu ${status}`)

export const answeredWith = (status: number, said: string): Text =>
  text(`it answered ${status}: ${said}`, `il a répondu ${status} : ${said}`)

export const saidNo = (status: number, said: string): Text =>
  text(
    `it answered ${status} and yet said no: ${said}`,
    `il a répondu ${status} et pourtant dit non : ${said}`,
  )

export const noAnswer = (ms: number): Text =>
  say(
    (f) => `it did not answer within ${f.duration(ms)}`,
    (f) => `il n’a pas répondu en ${f.duration(ms)}`,
  )

export const unreachable = (code: string): Text =>
  text(`it cannot be reached (${code})`, `il est injoignable (${code})`)

export const badCertificate = (code: string): Text =>
  text(`its certificate does not hold (${code})`, `son certificat ne tient pas (${code})`)
