import { describe, expect, it } from 'vitest'
import type { ProblemError } from '../kernel/problem.ts'
import { refusePublicSuffix } from './public-suffix.ts'

const fileWith = (domain: string): string => `application: benefits
components:
  web: { port: 8080 }
environments:
  production:
    listen: 127.0.0.1:8080
    hosts: [a.${domain}, b.${domain}]
    cohort: { domain: ${domain} }
`

describe('a parent domain of cohorts', () => {
  const refused = async (domain: string): Promise<readonly string[]> => {
    const text = fileWith(domain)
    try {
      await refusePublicSuffix({ file: 'ecluse.yaml', text })
      return []
    } catch (error) {
      const { problems } = error as ProblemError
      return problems.map(({ code, place }) => `${place?.line}:${place?.column} ${code}`)
    }
  }

  it.each(['gc.ca', 'qc.ca', 'co.uk', 'github.io'])(
    'is not %s, where browsers keep no cookie',
    async (domain) => {
      expect(await refused(domain)).toEqual(['8:23 cohort-domain'])
    },
  )

  it.each(['example.ca', 'service.gc.ca', 'team.github.io', 'intranet.corp.example'])(
    'may be %s',
    async (domain) => {
      expect(await refused(domain)).toEqual([])
    },
  )
})
