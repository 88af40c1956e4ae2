import type { Transcript } from './transcript';
import { t } from './texts';
import { el } from './dom';

/** The whole conversation as plain text, one message a paragraph, dated. */
export function conversationText(entries: Transcript['entries'], now: Date): string {
  const lines = entries.map(({ author, text, at, files }) => {
    const pieces = files.length > 0 ? [`(${t('pieces')} : ${files.join(', ')})`] : [];
    return `[${at.toLocaleString('fr-FR', { dateStyle: 'short', timeStyle: 'short' })}] ${t('auteur', { qui: t(author) })}${[text, ...pieces].filter(Boolean).join('\n')}`;
  });
  return [t('exportTitre', { date: now.toLocaleString('fr-FR', { dateStyle: 'long', timeStyle: 'short' }) }), t('avertissement'), '', ...lines.flatMap((line) => [line, ''])].join('\r\n');
}

export function downloadText(host: Node, name: string, text: string): void {
  // the mark lets old text editors see that this is UTF-8
  const href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain;charset=utf-8' }));
  const link = el('a', { href, download: name, hidden: true });
  host.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
