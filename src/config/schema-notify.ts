import { z } from 'zod'
import { notifyDocs as docs } from './documentation-notify.ts'
import { leaf, name, secrets, variable } from './leaves.ts'
import { key, required, table } from './tables.ts'
import { notifyEvents, notifyKinds } from './types-notify.ts'

const address = leaf(
  'mailAddress',
  /^[^\s@<>",;:\\[\]()]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
)

const receiver = table('receiver', {
  kind: required(z.enum(notifyKinds, { error: 'notifyKind' }), docs.kind),
  to: required(variable, docs.to),
  events: key(
    z
      .array(z.enum(notifyEvents, { error: 'notifyEvent' }), { error: 'notifyEvents' })
      .min(1, { error: 'notifyEvents' })
      .max(notifyEvents.length, { error: 'notifyEvents' }),
    docs.events,
  ),
  role: key(name, docs.role),
  environment: key(name, docs.environment),
  first: key(z.enum(['en', 'fr'], { error: 'language' }), docs.first),
  'sign-with': key(variable, docs.signWith),
  from: key(address, docs.from),
  recipients: key(
    z
      .array(address, { error: 'recipients' })
      .min(1, { error: 'recipients' })
      .max(20, { error: 'recipients' }),
    docs.recipients,
  ),
  template: key(leaf('template', /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/), docs.template),
  url: key(leaf('httpsAddress', /^https?:\/\/[^\s/?#@]{1,255}(?:\/[^\s?#]{0,500})?$/), docs.url),
})

export const notifyKey = key(z.array(receiver, { error: 'notify' }).max(50, { error: 'notify' }), docs.notify)
export const ownSecretsKey = key(secrets, docs.secrets)

export type WrittenNotify = NonNullable<z.output<typeof notifyKey>>
