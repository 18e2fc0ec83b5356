import type { Problem } from '../../../kernel/problem.ts'
import { say } from '../../../kernel/text.ts'

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

export const notCertificate = (file: string): Problem => ({
  code: 'not-a-certificate',
  kind: 'usage',
  message: say(
    () => `${file} holds no certificate that can be served`,
    () => `${file} ne contient aucun certificat utilisable`,
  ),
  place: { file },
  expected: say(
    () => 'a chain in PEM, the certificate of the host first',
    () => 'une chaîne au format PEM, le certificat de l’hôte en premier',
  ),
  todo: say(
    () => 'put the full chain there (certbot calls it fullchain.pem)',
    () => 'placez-y la chaîne complète (certbot la nomme fullchain.pem)',
  ),
})

export const notKey = (file: string): Problem => ({
  code: 'not-a-key',
  kind: 'usage',
  message: say(
    () => `${file} holds no private key that can be read`,
    () => `${file} ne contient aucune clé privée lisible`,
  ),
  place: { file },
  expected: say(
    () => 'a private key in PEM without a passphrase',
    () => 'une clé privée au format PEM, sans phrase secrète',
  ),
  todo: say(
    () => 'write the key without a passphrase: openssl pkey -in KEY -out KEY',
    () => 'écrivez la clé sans phrase secrète : openssl pkey -in CLÉ -out CLÉ',
  ),
})

export const keyOfAnother = (certificate: string, key: string): Problem => ({
  code: 'key-of-another',
  kind: 'usage',
  message: say(
    () => `the key in ${key} does not belong to the certificate in ${certificate}`,
    () => `la clé de ${key} n’est pas celle du certificat de ${certificate}`,
  ),
  place: { file: key },
  expected: say(
    () => 'the key that the certificate was made for',
    () => 'la clé pour laquelle le certificat a été établi',
  ),
  todo: say(
    () => 'put both files of the same renewal there',
    () => 'placez-y les deux fichiers du même renouvellement',
  ),
})

export const unreadable = (file: string, reason: string): Problem => ({
  code: 'certificate-unreadable',
  kind: 'usage',
  message: say(
    () => `${file} cannot be read by the data plane (${reason})`,
    () => `${file} ne peut pas être lu par le plan de données (${reason})`,
  ),
  place: { file },
  expected: say(
    () => 'a file of the server that the user of Écluse may read',
    () => 'un fichier du serveur que l’utilisateur d’Écluse peut lire',
  ),
  todo: say(
    () => `check the path, and let that user read it: setfacl -m u:ecluse:r ${file}`,
    () => `vérifiez le chemin et donnez-lui le droit de lecture : setfacl -m u:ecluse:r ${file}`,
  ),
})

export const ofAnotherHost = (host: string, files: readonly string[], held: readonly string[]): Problem => ({
  code: 'certificate-of-another-host',
  kind: 'usage',
  message: say(
    (f) => `no certificate here speaks for ${host}: ${f.list(files)} hold ${f.list(held)}`,
    (f) => `aucun certificat ne vaut pour ${host} : ${f.list(files)} porte ${f.list(held)}`,
  ),
  ...(files[0] === undefined ? {} : { place: { file: files[0] } }),
  expected: say(
    () => `a certificate that names ${host}`,
    () => `un certificat qui nomme ${host}`,
  ),
  todo: say(
    () => `order one for ${host} too, or take its route away`,
    () => `demandez-en un aussi pour ${host}, ou retirez sa route`,
  ),
})

export const expired = (file: string, at: number): Problem => ({
  code: 'certificate-expired',
  kind: 'failed',
  message: say(
    () => `the certificate in ${file} expired on ${day(at)}: browsers refuse it`,
    () => `le certificat de ${file} a expiré le ${day(at)} : les navigateurs le refusent`,
  ),
  place: { file },
  expected: say(
    () => 'a certificate that is still valid',
    () => 'un certificat encore valide',
  ),
  todo: say(
    () => 'renew it: the new files are taken within seconds, without a release',
    () => 'renouvelez-le : les nouveaux fichiers sont pris en quelques secondes, sans livraison',
  ),
})

export const notYetValid = (file: string, at: number): Problem => ({
  code: 'certificate-not-yet-valid',
  kind: 'usage',
  message: say(
    () => `the certificate in ${file} is valid only from ${day(at)} on`,
    () => `le certificat de ${file} n’est valide qu’à partir du ${day(at)}`,
  ),
  place: { file },
  expected: say(
    () => 'a certificate that is valid now',
    () => 'un certificat valide maintenant',
  ),
  todo: say(
    () => 'check the clock of the server, or use the certificate that is in force',
    () => 'vérifiez l’horloge du serveur, ou utilisez le certificat en vigueur',
  ),
})

export const expiresSoon = (file: string, at: number): Problem => ({
  code: 'certificate-expires-soon',
  kind: 'failed',
  message: say(
    () => `the certificate in ${file} expires on ${day(at)}`,
    () => `le certificat de ${file} expire le ${day(at)}`,
  ),
  place: { file },
  expected: say(
    () => 'a renewal at a third of its life',
    () => 'un renouvellement au tiers de sa vie restante',
  ),
  todo: say(
    () => 'renew it now: the new files are taken within seconds, without a release',
    () => 'renouvelez-le maintenant : les nouveaux fichiers sont pris en quelques secondes, sans livraison',
  ),
})
