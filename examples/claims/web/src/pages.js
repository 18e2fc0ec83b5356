import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import escapeHtml from 'escape-html'
import { words } from './words.js'

const style = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8')

const frame = (language, heading, versions, main) => {
  const text = words[language]
  const { web, api } = versions
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="versions" content="web ${web} api ${api}">
<title>${heading}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">${text.skip}</a>
<header><strong>Canada.example</strong><a href="/?lang=${text.otherCode}" lang="${text.otherCode}" hreflang="${text.otherCode}">${text.other}</a></header>
<main id="main">
<h1>${heading}</h1>
${main}
</main>
<footer>${text.versions}: web ${web}, api ${api}</footer>
</body>
</html>
`
}

/** The form. The page chooses the claim's id, so that sending it twice stores it once. */
export const formPage = (language, versions, id) => {
  const text = words[language]
  const options = Object.entries(text.benefits).map(
    ([value, name]) => `<option value="${value}">${name}</option>`,
  )
  return frame(
    language,
    text.title,
    versions,
    `<p>${text.lead}</p>
<form method="post" action="/claims">
<input type="hidden" name="id" value="${id}">
<label for="name">${text.name}</label>
<input id="name" name="name" autocomplete="name" required maxlength="200">
<label for="benefit">${text.benefit}</label>
<select id="benefit" name="benefit">${options.join('')}</select>
<label for="amount">${text.amount}</label>
<input id="amount" name="amount" inputmode="decimal" required pattern="[0-9]+([.,][0-9]{1,2})?">
<button>${text.send}</button>
</form>`,
  )
}

export const storedPage = (language, versions, claim) => {
  const text = words[language]
  return frame(
    language,
    text.stored,
    versions,
    `<p>${escapeHtml(claim.name)} · ${text.benefits[claim.benefit]}</p>
<p>${text.storedLead}</p><output>${escapeHtml(claim.receipt)}</output>
<p><a href="/">${text.again}</a></p>`,
  )
}

export const failedPage = (language, versions, reason) => {
  const text = words[language]
  return frame(
    language,
    text.failed,
    versions,
    `<p>${text.failedLead} <code>${escapeHtml(reason)}</code></p>`,
  )
}

export const missingPage = (language, versions) =>
  frame(language, words[language].missing, versions, `<p><a href="/">${words[language].title}</a></p>`)
