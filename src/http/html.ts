/** Text that is already HTML: only `html` makes it, so nothing reaches a page unescaped. */
export type Html = { readonly html: string };

type Value = string | number | Html | readonly Html[];

/** A piece of page; every value in it is escaped unless it is a piece of page itself. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { html: parts.map((part, i) => (i === 0 ? part : rendered(values[i - 1] ?? '') + part)).join('') };
}

export const NOTHING: Html = html``;

function rendered(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => withFrenchSpaces(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

/** A question mark or a closing quote never begins a line. */
const withFrenchSpaces = (text: string): string => text.replace(/ ([?!:;»])/g, '\u00a0$1').replace(/« /g, '«\u00a0');
