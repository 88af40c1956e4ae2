import { el, srOnly } from './dom';
import { t } from './texts';

/** Help numbers the assistant names (DOSSIER §4.7): short, so they are never guessed from any other digits. */
const SHORT_NUMBERS = '3230|3114|3919|115|119|112|114|33700|15|17|18';
const LONG_NUMBER = '0[1-9](?:[ .\\u00a0]?\\d{2}){4}|0[ \\u00a0]?8\\d{2}(?:[ \\u00a0]?\\d{2}){3}';
/** `[title](/path)`: a page of our own server, the only link that has a title; `[title](https://…)` when it has a public address. */
const TITLED = '\\[([^\\]\\n]+)\\]\\(((?:https?:/)?/[^\\s()]+)\\)';
const TOKEN = new RegExp(`(https://[^\\s<>"]+)|\\*\\*([^*\\n]+)\\*\\*|(^|[^\\w/-])(${LONG_NUMBER}|${SHORT_NUMBERS})(?![\\w€%/-]|[.,]\\d|[ \\u00a0](?:€|%|euros?|jours?|ans?|mois|h\\b|heures?|minutes?|m²|personnes?|fois|pièces?|fichiers?|mots?|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre))|${TITLED}`, 'g');
const TWO_DIGITS_CALL = /(?:appel\w*|compos\w*|faites|numéro|urgences?|112|114)[^.!?\n]{0,30}$/i;

/**
 * Plain text as nodes: https links, help numbers to call, `**bold**`. New lines stay (CSS `pre-wrap`).
 * Nothing is read as markup, so a text can never inject any.
 * @param base address of the server, for links to its own pages
 */
export function richText(raw: string, base = location.href): Node[] {
  const text = withFrenchSpaces(raw);
  const nodes: Node[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const node = tokenNode(match, text, base);
    if (!node) continue;
    const prefix = match[3] ?? '';
    nodes.push(document.createTextNode(text.slice(from, match.index) + prefix), node.node);
    from = match.index + prefix.length + node.length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes.filter((node) => node.textContent !== '');
}

/** A question mark or a price never begins a line. */
const withFrenchSpaces = (text: string): string => text.replace(/ ([?!:;»€%])/g, '\u00a0$1').replace(/« /g, '«\u00a0');

type Token = { node: Node; length: number };

function tokenNode(match: RegExpMatchArray, text: string, base: string): Token | undefined {
  const [, url, bold, prefix = '', number, title, page] = match;
  if (title && page) return pageNode(title, page, base, match[0].length);
  if (url) return linkNode(url);
  if (bold) return { node: el('strong', {}, ...richText(bold, base)), length: match[0].length };
  if (!number) return undefined;
  // 15, 17 and 18 are also days and amounts: only a phone call in the same sentence makes them numbers to dial
  if (number.length === 2 && !saysToCall(text, (match.index ?? 0) + prefix.length, number)) return undefined;
  return { node: phoneNode(number), length: number.length };
}

function saysToCall(text: string, at: number, number: string): boolean {
  const before = text.slice(Math.max(0, at - 60), at);
  const after = text.slice(at + number.length, at + number.length + 20);
  return TWO_DIGITS_CALL.test(before) || /^[^.!?\n]{0,10}\b11[24]\b/.test(after);
}

function linkNode(raw: string): Token | undefined {
  const href = raw.replace(/[.,;:!?)»\]]+$/, '');
  if (!isUrl(href)) return undefined;
  const link = el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href.replace(/^https:\/\/(www\.)?/, '').replace(/\/$/, ''), srOnly(` ${t('lienNouvelOnglet')}`));
  return { node: link, length: href.length };
}

/** Only our own server: a text that a person wrote and we say again cannot lead elsewhere under a false name. */
function pageNode(title: string, page: string, base: string, length: number): Token | undefined {
  const href = new URL(page, base);
  if (href.origin !== new URL(base).origin) return undefined;
  return { node: el('a', { href: href.href, target: '_blank', rel: 'noopener noreferrer' }, title, srOnly(` ${t('lienNouvelOnglet')}`)), length };
}

function isUrl(href: string): boolean {
  try {
    return new URL(href).protocol === 'https:';
  } catch {
    return false;
  }
}

function phoneNode(number: string): Node {
  const digits = number.replace(/\D/g, '');
  const scheme = digits === '114' || digits === '33700' ? 'sms' : 'tel';
  return el('a', { href: `${scheme}:${digits}`, className: 'numero' }, number);
}
