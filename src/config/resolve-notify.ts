import type { WrittenNotify } from './schema-notify.ts'
import { type NotifyConfig, notifyEvents } from './types-notify.ts'

const receiver = (said: WrittenNotify[number]): NotifyConfig => {
  const { kind, to, events, role, environment, first, from, recipients, template, url } = said
  const signWith = said['sign-with']
  return {
    kind,
    to,
    events: notifyEvents.filter((event) => events === undefined || events.includes(event)),
    first: first ?? 'en',
    ...(role === undefined ? {} : { role }),
    ...(environment === undefined ? {} : { environment }),
    ...(signWith === undefined ? {} : { signWith }),
    ...(from === undefined ? {} : { from }),
    ...(recipients === undefined ? {} : { recipients: [...new Set(recipients)] }),
    ...(template === undefined ? {} : { template }),
    ...(url === undefined ? {} : { url: url.replace(/\/+$/, '') }),
  }
}

/** Receivers with every default filled in; nothing where there are none. */
export const notifyFrom = (said: WrittenNotify | undefined): { readonly notify?: readonly NotifyConfig[] } =>
  said === undefined || said.length === 0 ? {} : { notify: said.map(receiver) }
