const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const FILE_NAME_MAX = 120;

/** Text as any store, log or screen can hold it: well-formed Unicode, no control characters but tab and line breaks. */
export const cleanText = (text: string): string => text.replace(LONE_SURROGATES, '\ufffd').replace(/\r\n?/g, '\n').replace(CONTROLS, '');

/**
 * A file name that can be shown and offered for download: no path, no control or direction characters, at most 120 characters
 * with its extension kept.
 */
export function cleanFileName(name: string): string {
  const last = cleanText(name).replace(BIDI, '').split(/[/\\\n\t]/).at(-1) ?? '';
  const trimmed = last.replace(/["<>|:*?]/g, '_').trim().replace(/^\.+/, '');
  if (trimmed === '') return 'document';
  const signs = [...trimmed];
  if (signs.length <= FILE_NAME_MAX) return trimmed;
  const extension = [.../\.[^.]{1,10}$/.exec(trimmed)?.[0] ?? ''];
  return [...signs.slice(0, FILE_NAME_MAX - extension.length), ...extension].join('');
}

/** What is said aloud, or shown where bold is not known: the assistant's texts mark bold with `**`. */
export const withoutBold = (text: string): string => text.replaceAll('**', '');
