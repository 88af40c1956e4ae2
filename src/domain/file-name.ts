/** Names of files as people, screens and other systems can hold them. */

const NAME_MAX = 120;
/** Control, format (direction, zero width) and lone surrogate characters: none is ever part of a name that people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
/** Names that Windows keeps for devices, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const EXTENSION = /\.(?=[A-Za-z0-9]{0,9}[A-Za-z])[A-Za-z0-9]{1,10}$/;

const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'], 'image/jpeg': ['jpg', 'jpeg'], 'image/png': ['png'], 'image/heic': ['heic', 'heif'],
};

/** A name that can be shown and offered for download: no path, nothing invisible, at most 120 characters with its extension kept. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\\r\n\t]/).at(-1) ?? '';
  const trimmed = last.replace(INVISIBLE, '').replace(/["<>|:*?]/g, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (trimmed === '') return 'document';
  return shortened(RESERVED.test(trimmed) ? `document-${trimmed}` : trimmed);
}

/**
 * The clean name with the extension of what the file really is: "facture.pdf.exe" that is a PDF is "facture.pdf".
 * @param typeMime the type told by the bytes
 */
export function nameForType(name: string, typeMime: string): string {
  const [wanted = 'bin', ...others] = EXTENSIONS[typeMime] ?? [];
  const clean = cleanFileName(name);
  if (hasExtension(clean, [wanted, ...others])) return clean;
  const bare = clean.replace(EXTENSION, '');
  return hasExtension(bare, [wanted, ...others]) ? bare : cleanFileName(`${bare}.${wanted}`);
}

const hasExtension = (name: string, extensions: readonly string[]): boolean => extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`) && name.length > extension.length + 1);

function shortened(name: string): string {
  const signs = [...name];
  if (signs.length <= NAME_MAX) return name;
  const extension = [...(/\.[^.]{1,10}$/.exec(name)?.[0] ?? '')];
  return [...signs.slice(0, NAME_MAX - extension.length), ...extension].join('');
}
