import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The page of the easy answers, made from the content so that it is read without JavaScript.
 * @param root of the project
 * @param today `YYYY-MM-DD`: what is to be reviewed before is left out
 */
export function facilePage(root, today) {
  const content = readContent(root);
  const { themes } = content.page;
  const sections = Object.entries(themes).map(([id, titre]) => ({ id, titre, items: entriesOf(id, content, today) })).filter(({ items }) => items.length > 0);
  const others = sections.filter(({ id }) => id !== 'urgence');
  return fillTemplate(content.template, {
    urgences: content.page.urgences.filter(({ numero }) => isShown(content.numeros[numero])).map((line) => urgence(line, content)).join('\n'),
    dangers: sections.find(({ id }) => id === 'urgence')?.items.join('\n') ?? '',
    surdite: paragraphs(content.surdite, content),
    sujets: others.map(({ id, titre }) => `<li><a href="#${id}">${escape(titre)}</a></li>`).join('\n'),
    themes: others.map(({ id, titre, items }) => `<section aria-labelledby="${id}">\n<h2 id="${id}">${escape(titre)}</h2>\n${items.join('\n')}\n</section>`).join('\n'),
    date: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${today}T00:00:00Z`)),
  });
}

function readContent(root) {
  const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const page = json('src/web/page/facile.json');
  const numeros = json('intents/answers/numeros.json');
  return {
    page, numeros, facile: json('intents/answers/facile.json'),
    // in this order on the page: a danger comes before an aid
    originaux: { ...json('intents/answers/surete.json'), ...json('intents/answers/simple.json'), ...json('intents/answers/hors-perimetre.json') },
    prestations: json('dialogs/contenu/prestations.json').prestations,
    surdite: json('dialogs/textes/fr.json')['surdite.moyens'].texte.replace('{urgence}', '{numero:114}'),
    template: readFileSync(join(root, 'src/web/page/facile.html'), 'utf8'),
  };
}

/** The rule of the answers of the chat: level C and past the review date are not shown. A number has no review date. */
const isShown = ({ niveau, aRevoirLe }, today = '') => niveau !== 'C' && (aRevoirLe === undefined || aRevoirLe >= today);

function entriesOf(theme, content, today) {
  return Object.entries(content.originaux)
    .filter(([key, original]) => content.facile[key]?.theme === theme && !content.page.horsListe.includes(key) && isShown(original, today))
    .map(([key, original]) => item(content.facile[key], original, content, today))
    .filter((html) => html !== '');
}

function item(entry, original, content, today) {
  const general = answer(entry.texte, original.source, content);
  const variants = groupByText(entry.prestations ?? {}, original, today).map((group) => variant(group, content)).filter((html) => html !== '');
  return general || variants.length > 0 ? details(entry.question, [general, ...variants].join('\n')) : '';
}

/** Several prestations often have the same text: said once for all of them. */
function groupByText(variants, original, today) {
  const groups = new Map();
  for (const [prestation, texte] of Object.entries(variants)) {
    const source = { ...original, ...original.prestations?.[prestation] };
    if (!original.prestations?.[prestation] || !isShown(source, today)) continue;
    const group = groups.get(texte) ?? { texte, source: source.source, prestations: [] };
    groups.set(texte, { ...group, prestations: [...group.prestations, prestation] });
  }
  return [...groups.values()];
}

function variant({ texte, source, prestations }, content) {
  const names = new Intl.ListFormat('fr').format(prestations.map((id) => content.prestations[id].court));
  const html = answer(texte, source, content);
  return html && details(`${content.page.pour} ${names}`, html);
}

const details = (summary, body) => `<details>\n<summary>${escape(summary)}</summary>\n${body}\n</details>`;

function answer(texte, source, content) {
  const lines = paragraphs(texte, content);
  return lines && `${lines}\n<p class="source">${escape(content.page.source)} <a href="${escape(source.url)}">${escape(source.titre)}</a></p>`;
}

function paragraphs(texte, content) {
  const withLinks = (line) => escape(line).replace(PLACEHOLDER, (_, name) => numberLink(name.replace(/^numero:/, ''), content));
  return texte.split('\n').filter((line) => line.trim() !== '' && staysTrue(line, content)).map((line) => `<p>${withLinks(line)}</p>`).join('\n');
}

/** Left out of a page built once: a date that changes with the day, and what only a conversation does (nobody is told of what is read here). */
const staysTrue = (line, { numeros, page }) =>
  [...line.matchAll(PLACEHOLDER)].every(([, name]) => numeros[name.replace(/^numero:/, '')]) && !page.fauxSurUnePage.some((words) => line.includes(words));

const PLACEHOLDER = /\{([\w:]+)\}/g;

function urgence({ numero, quand }, content) {
  return `<li>${escape(quand)} ${numberLink(numero, content)}</li>`;
}

function numberLink(id, { numeros, page }) {
  const shown = escape(numeros[id].numero);
  if (!/^\d+$/.test(id)) return shown;
  return `<a class="numero" href="${page.parSms.includes(id) ? 'sms' : 'tel'}:${id}">${shown}</a>`;
}

const escape = (text) => frenchSpaces(text).replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/** No line begins with a sign that belongs to the word before, nor cuts a number. */
const frenchSpaces = (text) => text.replace(/ (?=[;:!?»€%])|(?<=«) |(?<=\d) (?=\d{3}(?!\d))/g, '\u00a0');

function fillTemplate(template, parts) {
  return template.replace(/<!-- (\w+) -->/g, (mark, name) => parts[name] ?? mark);
}
