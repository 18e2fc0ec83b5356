import { randomUUID } from 'node:crypto'
import { type Reply, type Request, receiver } from '../../outgoing/receiver.fixture.ts'

export const key = 'gcntfy-ecluse-3d844edf-8d35-48ac-975b-e847b4f122b0-26785a09-ab16-4eb0-8407-a37497a57506'
export const template = 'f33517ff-2a88-4f6e-b855-c550268ce08a'

const error = (status: number, kind: string, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status_code: status, errors: [{ error: kind, message }] }),
})

type Kept = { readonly id: string; readonly reference: string; readonly email: string; readonly body: string }

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)

const fields = ['email_address', 'template_id', 'personalisation', 'reference', 'email_reply_to_id']

const refusal = ({ headers, body }: Request): Reply | null => {
  if (headers['content-type'] !== 'application/json')
    return error(400, 'BadRequestError', 'Mimetype is not application/json')
  const value = JSON.parse(body) as Record<string, unknown>
  const other = Object.keys(value).find((name) => !fields.includes(name))
  if (other !== undefined)
    return error(400, 'ValidationError', `Additional properties are not allowed (${other} was unexpected)`)
  if (!isAddress(value['email_address']))
    return error(400, 'ValidationError', 'email_address Not a valid email address')
  if (value['template_id'] !== template) return error(400, 'BadRequestError', 'Template not found')
  const given = value['personalisation'] as Record<string, unknown>
  const missing = ['subject', 'body'].filter((name) => typeof given?.[name] !== 'string')
  if (missing.length > 0)
    return error(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`)
  return null
}

/**
 * GC Notify as its documentation has it: two calls, one template with `subject` and `body`, and nothing else. Recipients
 * that begin with `trouble`, `refuse`, `silent` or `lost` are answered so; `lost` is taken, and nobody is told.
 */
export const gcNotify = async () => {
  const kept: Kept[] = []
  const send = (request: Request): Reply | null | 'cut' => {
    const no = refusal(request)
    if (no !== null) return no
    const { email_address, personalisation, reference } = JSON.parse(request.body) as {
      email_address: string
      personalisation: { subject: string; body: string }
      reference?: string
    }
    if (email_address.startsWith('silent')) return null
    if (email_address.startsWith('trouble')) return error(500, 'Exception', 'Internal server error')
    if (email_address.startsWith('busy'))
      return error(
        429,
        'RateLimitError',
        'Exceeded rate limit for key type LIVE of 1000 requests per 60 seconds',
      )
    if (email_address.startsWith('refuse'))
      return error(400, 'BadRequestError', 'Can’t send to this recipient when service is in trial mode')
    const id = randomUUID()
    const body = `${personalisation.subject}\n\n${personalisation.body}`
    kept.push({ id, reference: reference ?? '', email: email_address, body })
    if (email_address.startsWith('lost')) return 'cut'
    return {
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, reference, content: {}, uri: '', template: { id: template, version: 1 } }),
    }
  }
  const list = (path: string): Reply => {
    const query = new URL(path, 'http://x').searchParams
    const known = ['template_type', 'status', 'reference', 'older_than']
    const other = [...query.keys()].find((name) => !known.includes(name))
    if (other !== undefined) return error(400, 'ValidationError', `${other} was unexpected`)
    const found = kept.filter(({ reference }) => reference === (query.get('reference') ?? reference))
    return {
      status: 200,
      body: JSON.stringify({
        notifications: found.map(({ id, reference, email }) => ({
          id,
          reference,
          email_address: email,
          type: 'email',
        })),
        links: { current: path },
      }),
    }
  }
  const one = await receiver((request) => {
    const { method, path, headers } = request
    if (headers.authorization !== `ApiKey-v1 ${key}`)
      return error(403, 'AuthError', 'Invalid token: API key not found')
    if (method === 'POST' && path === '/v2/notifications/email') return send(request)
    if (method === 'GET' && path.split('?')[0] === '/v2/notifications') return list(path)
    return error(404, 'NoResultFound', 'No result found')
  })
  return { ...one, kept }
}
