import type { Answer } from '../http/front.ts'

/** Asked again after this, in seconds. */
const retryAfter = '120'

const plainPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Maintenance</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
<h1>We will be back soon</h1>
<p>This service is closed for maintenance. Please try again in a few minutes.</p>
<section lang="fr">
<h1>De retour bientôt</h1>
<p>Ce service est fermé pour entretien. Veuillez réessayer dans quelques minutes.</p>
</section>
</html>
`

/** What everybody is answered while an environment is in maintenance. */
export const closedFor = (page: string | null): Answer => ({
  status: 503,
  body: page ?? plainPage,
  type: 'text/html; charset=utf-8',
  headers: ['Retry-After', retryAfter],
})
