import type { Entry } from './graph.ts'
import type { Dependency, Group, Message } from './types.ts'

const version = 'v?\\d+(?:\\.\\d+){1,3}(?:[-+.][\\w.-]+)?'

/** Titles that only say that a version is made. */
const releases: readonly RegExp[] = [
  `^(?:[\\w@/.-]+@)?${version}$`,
  `^(?:prepare |cut |start |tag |publish(?:es|ed)? |make )?(?:for )?(?:the )?(?:new )?(?:release|version|livraison|publication)s?\\b.{0,40}${version}\\W*$`,
  `^(?:bump|set|update|increment|increase)(?:s|ed)?:? (?:the |our |package |project )*versions?\\b(?:.{0,60}${version})?\\W*$`,
  `^(?:bump|release|version|publish|tag)(?:e?s|ed)? (?:to )?${version}$`,
  `^(?:cut|make|prepare|tag|publish)(?:s|ed)? (?:the )?${version} release$`,
  `^(?:back to|start(?:s|ed)?|begin)(?: of)? (?:development\\b|${version} development$)`,
  `^(?:mise à jour|passage|changement|montée|incrément(?:ation)?|hausse)(?: (?:de|à|du numéro de))?(?: la)? version(?: (?:à|vers) )?(?:.{0,20}${version})?\\W*$`,
  `^change-?log (?:for|of|de la|pour la)? ?(?:version )?${version}$`,
  '^(?:publish|(?:post-?release )?version bump)$',
  '^(?:update(?:s|d)?|generate|mise à jour du) change-?log\\b',
  '^(?:prepare (?:for )?(?:the )?next (?:development|release|version)|\\[maven-release-plugin\\]|version packages$)',
].map((title) => new RegExp(title, 'iu'))

/** A commit that only says that a version is made. */
export const isRelease = ({ conventional, title, subject }: Message): boolean => {
  const { type, scope } = conventional ?? {}
  const typed = type === 'release' || (type === 'chore' && scope?.toLowerCase() === 'release')
  return (
    (typed && /\d+\.\d+|^v?\d+$|^(?:publish|releas|prepar|cut|bump|tag|version|next)/iu.test(title)) ||
    (type === 'chore' && /^releases? (?:main|master|develop|next|beta|packages?)$/iu.test(title)) ||
    releases.some((one) => one.test(title)) ||
    /^\[maven-release-plugin\]/u.test(subject)
  )
}

/** What git and hosting services write when branches meet, which tells nobody what changes. */
export const isPlumbing = ({ title, conventional }: Message): boolean =>
  conventional === null &&
  (/^(?:Merge(?:d|s)? (?:branch|branches|remote-tracking|tag|commit|pull request|in|upstream|changes|origin|master|main|develop)\b|Merge [\w./-]+ (?:in)?to [\w./-]+$|Fusion(?:ne)? (?:de )?(?:la )?branche)/iu.test(
    title,
  ) ||
    title === '')

/** Made to be squashed into another before anybody sees it, or words that tell nobody anything. */
export const isUnfinished = ({ subject, title, conventional, note }: Message): boolean =>
  /^(?:fixup|squash|amend)! /u.test(subject) ||
  (note !== 'none' &&
    note.en === null &&
    note.fr === null &&
    conventional === null &&
    (!/[\p{L}\p{N}]/u.test(title) ||
      unspoken.test(title) ||
      (ofReview.test(title) && /\b(?:review|feedback|pr|mr)\b/iu.test(title))))

const unspoken =
  /^(?:(?:wip|oops|typos?|fix(?:ed|es)? typos?|nits?|lint(?:ing)?|fix lint(?:ing)?|prettier|format(?:ting)?|cleanup|clean up|tmp|temp|test|testing|try|retry|again|minor|(?:minor|small) (?:fix|change)e?s?|fix(?:es)?|update[sd]?|change[sd]?|stuff|misc|more|save|checkpoint|commit|empty commit|trigger (?:ci|build)|poke ci|bump ci|corrections?|ajustements?|maj)(?: \d+)?[.!]*|update (?:\S+\.(?:md|mdx|txt|ya?ml|json|lock|toml)|readme)|create \S+\.(?:md|ya?ml)|(?:fix|resolve)[sd]? (?:merge )?conflicts?|(?:code )?review (?:comments?|fixes|feedback|changes))$/iu
/** What somebody changed since a reader asked for it. */
const ofReview =
  /^(?:address(?:es|ed)?|handle[sd]?|fix(?:es|ed)?|resolve[sd]?|apply|applied|incorporate[sd]?)(?: (?:the|some|more|all|code|pr|mr|review|reviewers?['’]?s?))*(?: (?:review|feedback|comments?|suggestions?|remarks?|changes))(?: (?:from|of|by) (?:the )?(?:code )?(?:review|\S+))?$/iu

const bump =
  /^(?:\[snyk\] )?(?:security )?(?:bump|update|upgrade|updates|upgrades)\s+(?:the\s+)?(?:dependency\s+)?(?<name>@?[\w./-]+)(?:\s+(?:requirement|action|dependency|digest))*\s+(?:from\s+(?<from>\S+)\s+)?to\s+(?<to>v?\d[\w.+-]*)(?:\s+in\s+\S+)?(?:\s+\[security\])?$/iu
const grouped =
  /^(?:bump|update|upgrade|lock file maintenance|pin)\b.*\b(?:dependenc(?:y|ies)|deps|group|lock ?files?|lockfile)\b/iu

/** What a dependency's update updates; null where the commit is none. */
export const dependencyOf = ({ conventional, title }: Message): Dependency | null => {
  const found = bump.exec(title)?.groups
  const about =
    conventional === null || ['build', 'chore', 'deps', 'dep', 'fix', 'ci'].includes(conventional.type)
  if (!about) return null
  if (found?.['name'] !== undefined)
    return {
      name: found['name'],
      from: found['from'] ?? null,
      to: found['to']?.replace(/[.,]$/u, '') ?? null,
    }
  const scoped = conventional?.scope?.startsWith('deps') === true || conventional?.type === 'deps'
  return scoped || (conventional !== null && grouped.test(title)) || grouped.test(title)
    ? { name: title, from: null, to: null }
    : null
}

/** An update that its robot marks as one of security, or that names what it mends. */
export const mendsDependency = ({ title, body }: Message): boolean =>
  /\[security\]\s*$|^\[snyk\]/iu.test(title) ||
  /\bCVE-\d{4}-\d{4,}\b/u.test(title) ||
  /^(?:fixes|resolves) (?:CVE|GHSA)-/imu.test(body)

export const isSecurity = ({ conventional, title, body }: Message): boolean =>
  conventional?.type === 'security' ||
  conventional?.scope === 'security' ||
  /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})\b/u.test(`${title}\n${body}`) ||
  /\b(?:vulnerabilit(?:y|ies)|vulnérabilités?|XSS|CSRF|SSRF|RCE|(?:SQL|command|header|log) injection|path traversal|privilege escalation|faille de sécurité|security (?:fix|hole|issue|patch))\b/iu.test(
    title,
  )

const typed: Readonly<Record<string, Group>> = {
  feat: 'users',
  feature: 'users',
  perf: 'users',
  ui: 'users',
  ux: 'users',
  a11y: 'users',
  i18n: 'users',
  l10n: 'users',
  improve: 'users',
  improvement: 'users',
  enhancement: 'users',
  fix: 'fixes',
  bugfix: 'fixes',
  hotfix: 'fixes',
  security: 'fixes',
  revert: 'behind',
}

const fixing =
  /^(?:fix(?:e[sd]|ing)?|corrects?|corrected|correction|repairs?|repaired|prevents?|avoids?|resolves?|resolved|handles?|hotfix|bug ?fix|stop(?:s|ped)?|don['’]t|do not|no longer|ensures?|guards?|works? around|patch(?:es)?|corrige[rsz]?|corrigé|répare[rz]?|évite[rz]?|empêche[rz]?|résou(?:t|dre|s)|ne plus)\b/iu
const inside =
  /^(?:refactor\w*|clean(?:s|ed|ing)?(?: ?up)?|tid(?:y|ies)|renam(?:e|es|ed|ing)|reformat\w*|format(?:s|ted)?|lint\w*|simplif(?:y|ies|ied)|extract\w*|mov(?:e|es|ed|ing)|reorgani[sz]\w*|restructur\w*|test(?:s|ed|ing)?|add(?:s|ed)? (?:\w+ ){0,4}(?:tests?|specs?|test cases?|coverage|comments?|docs?|documentation|logging|types?|typings?)\b|cover\w*|document(?:ed|ing|ation)?\b|docs?\b|comment(?:ed|ing)?\b|typo(?:s)?|fix(?:e[sd])? (?:a |some |the )?(?:\w+ ){0,2}(?:typos?|lint\w*|tests?|flak\w*|specs?|ci|builds?|docs?|comments?|warnings?)\b|bump\w*|upgrad\w*|downgrad\w*|pin(?:s|ned)?|updat\w+ (?:\w+ ){0,4}(?:dependenc\w+|deps|packages?|lock ?file|readme|docs?|documentation|changelog|tests?|ci|workflow|snapshots?)|ci\b|build\b|config(?:ure)?\b|remov(?:e|es|ed|ing) (?:unused|dead|old|obsolete|deprecated|debug|stale|unnecessary|redundant)|delet(?:e|es|ed) (?:unused|dead|old)|drop(?:s|ped)? (?:unused|dead)|delete[sd]? unused|wip\b|initial commit|translated using\b|(?:update|mise à jour des) (?:translations?|traductions?)|nettoi\w+|renomm\w+|déplac\w+|refactoris\w+|réorganis\w+|documente\w*|ajoute\w* (?:des |les |un )?tests?)/iu

/** Paths that nobody who uses an application meets. */
const backstage =
  /(?:^|\/)(?:tests?|__tests__|spec|docs?|\.github|\.gitlab|\.circleci|\.vscode|\.husky|benchmarks?|bench|e2e|cypress|fixtures|__snapshots__)\/|(?:^|\/)(?:readme|contributing|changelog|license|code_of_conduct|codeowners|security)(?:\.[\w-]+)*$|\.(?:md|mdx|rst|adoc|snap)$|[._-](?:test|spec)\.[\w]+$|_test\.go$|(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|ecluse\.lock|go\.sum|cargo\.lock|poetry\.lock|gemfile\.lock|composer\.lock|\.gitignore|\.gitlab-ci\.yml|\.editorconfig|\.eslintrc[\w.]*|\.prettierrc[\w.]*|biome\.json|renovate\.json|dependabot\.yml|jenkinsfile|makefile|dockerfile(?:\.[\w-]+)?|[\w-]+\.dockerfile|\.dockerignore|(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml|\.nvmrc|\.node-version|\.tool-versions|\.npmrc|tsconfig[\w.-]*\.json|[\w.-]+\.config\.[cm]?[jt]s)$|(?:^|\/)(?:migrations?|migrate|db\/(?:migrate|schema)|alembic\/versions|flyway|liquibase)\//iu

/** Machines that keep a repository tidy; others write what people get. */
const keepers =
  /^(?:dependabot|renovate|github-actions|greenkeeper|snyk-bot|semantic-release-bot|allcontributors|pre-commit-ci|imgbot|crowdin|weblate|hosted weblate|styleci|deepsource)\b/iu

/** Whom a change is for: by its type where it has one, else by its first words and by what it touches. */
export const groupOf = ({ commit, message }: Entry, paths: readonly string[]): Group => {
  const { conventional, title } = message
  const byType = conventional === null ? undefined : (typed[conventional.type] ?? 'behind')
  if (byType !== undefined) return byType
  if (keepers.test(commit.author.name)) return 'behind'
  if (paths.length > 0 && paths.every((path) => backstage.test(path))) return 'behind'
  const words = title.replace(/^[\w./@-]+(?:,\s*[\w./@-]+)*:\s+/u, '')
  if (inside.test(words)) return 'behind'
  return fixing.test(words) ? 'fixes' : 'users'
}
