/** The two forms of a letter. The second holds the same words: no image, no script, nothing fetched from elsewhere. */

export const emailText = (paragraphes: readonly string[]): string => `${paragraphes.join('\n\n')}\n`;

/** One column of real text that a screen reader goes through in order, and that a zoom does not break. */
export function emailHtml(titre: string, paragraphes: readonly string[]): string {
  const body = paragraphes.map((paragraphe) => `<p style="margin:0 0 1em">${escaped(paragraphe).replaceAll('\n', '<br>')}</p>`).join('\n');
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(titre)}</title></head>
<body style="margin:0;padding:1em;background:#fff;color:#1e1e1e;font:1.1em/1.5 Arial,sans-serif">
<main style="max-width:36em">
${body}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
