import { say, type Text } from '../../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const notAServer = (): Text =>
  text(
    'its secret holds no address such as smtp://USER:PASSWORD@mail.example.ca:587',
    'son secret ne porte aucune adresse telle que smtp://COMPTE:MOT-DE-PASSE@mail.example.ca:587',
  )

export const incomplete = (): Text =>
  text('it has no sender or nobody to write to', 'il n’a pas d’expéditeur, ou personne à qui écrire')

export const replied = (words: string): Text =>
  text(`the mail server said ${words}`, `le serveur de courriel a dit ${words}`)

export const noEntry = (words: string): Text =>
  text(
    `the mail server does not let this account in: ${words}`,
    `le serveur de courriel n’admet pas ce compte : ${words}`,
  )

export const silent = (): Text =>
  text('the mail server did not answer in time', 'le serveur de courriel n’a pas répondu à temps')

export const noTls = (): Text =>
  text(
    'the mail server offers no STARTTLS, or its certificate does not hold: no password goes there in the clear',
    'le serveur de courriel n’offre pas STARTTLS, ou son certificat ne tient pas : aucun mot de passe n’y va en clair',
  )

export const someRefused = (count: number): Text =>
  say(
    (f) => `the mail server refused ${f.count(count)} of the recipients`,
    (f) => `le serveur de courriel a refusé ${f.count(count)} destinataires`,
  )
