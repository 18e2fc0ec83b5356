import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { read } from './read.fixture.ts'

const file = (notes: string, more = 'secrets: { TOKEN: set }') => `application: benefits
${more}
components: { web: }
environments:
  staging: { listen: 127.0.0.1:8081 }
  production: { listen: 127.0.0.1:8080 }
notes: ${notes}
`

const refused = (notes: string, more?: string): readonly string[] => {
  try {
    read(file(notes, more))
    return []
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return error.problems.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)
  }
}

describe('notes', () => {
  it('has a default for each key', () => {
    expect(read(file('{}')).notes).toEqual({ people: 'name', first: 'en' })
    expect(
      read(file('{ hosting: { kind: github, url: https://github.com/team/benefits/, token: TOKEN } }')).notes,
    ).toEqual({
      people: 'name',
      first: 'en',
      hosting: {
        kind: 'github',
        url: 'https://github.com/team/benefits',
        api: 'https://api.github.com',
        publish: 'release',
        tag: '{version}',
        token: 'TOKEN',
      },
    })
  })

  it.each([
    ['github', 'https://git.example.ca/team/benefits', 'https://git.example.ca/api/v3'],
    ['gitlab', 'https://git.example.ca/group/sub/benefits', 'https://git.example.ca/api/v4'],
    ['gitlab', 'http://127.0.0.1:8000/group/benefits', 'http://127.0.0.1:8000/api/v4'],
  ])('knows the API of %s at %s', (kind, url, api) => {
    expect(read(file(`{ hosting: { kind: ${kind}, url: "${url}" } }`)).notes?.hosting).toMatchObject({
      url,
      api,
    })
  })

  it('keeps the words of the command as they are written', () => {
    expect(read(file('{ translate: [node, t.js, 1.10, yes] }')).notes?.translate).toEqual([
      'node',
      't.js',
      '1.10',
      'yes',
    ])
  })

  it.each([
    ['{ people: everybody }', 'unknown-value 7:18'],
    ['{ translate: node t.js }', 'wrong-type 7:21'],
    ['{ hosting: { kind: gitea, url: https://x.ca/a/b } }', 'unknown-value 7:27'],
    ['{ hosting: { kind: github, url: https://github.com/team } }', 'bad-address 7:40'],
    ['{ hosting: { kind: github, url: https://github.com/a/b/c } }', 'bad-address 7:40'],
    ['{ hosting: { kind: github, url: "https://me:pw@github.com/a/b" } }', 'bad-address 7:40'],
    ['{ hosting: { kind: github, url: http://github.com/a/b } }', 'address-not-https 7:40'],
    ['{ hosting: { kind: github, url: https://github.com/a/b, token: TOKN } }', 'unknown-secret-name 7:71'],
    ['{ hosting: { kind: github, url: https://github.com/a/b, publish: draft } }', 'token-missing 7:73'],
    ['{ hosting: { kind: gitlab, url: https://x.ca/a/b, token: TOKEN, publish: draft } }', 'no-drafts 7:81'],
    ['{ hosting: { kind: gitlab, url: https://x.ca/a/b, environment: prod } }', 'unknown-environment 7:71'],
    ['{ hosting: { kind: gitlab, url: https://x.ca/a/b, tag: release } }', 'bad-value 7:63'],
    ['{ hosting: { kind: gitlab, url: https://x.ca/a/b, tag: "{date}" } }', 'bad-value 7:63'],
    ['{ changelog: { en: A.md, fr: A.md } }', 'changelog-twice 7:37'],
    ['{ changelog: { en: ../A.md } }', 'bad-path 7:27'],
    ['{ changelog: { en: A.txt } }', 'bad-path 7:27'],
    ['{ colour: red }', 'unknown-key 7:10'],
  ])('refuses %s', (notes, problem) => {
    expect(refused(notes)).toEqual([problem])
  })
})
