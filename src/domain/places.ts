import { z } from 'zod';
import raw from './catalogue/departements.json';
import { headSchema, parseCatalogue } from './catalogue';

/** Which Caf follows a dossier, from the département of the person. What is not sure is marked in the file, and not said. */

const departementSchema = z.strictObject({
  code: z.string().regex(/^(?:\d{2,3}|2[AB])$/),
  nom: z.string().min(2),
  /** The name with its preposition, to follow a noun: "la Caf de la Gironde". */
  de: z.string().min(4),
  /** Where "la Caf {de}" would be wrong: two Caf, or a caisse of its own. */
  caisse: z.string().min(5).optional(),
  source: z.string(),
});

const DATA = parseCatalogue('departements.json', z.strictObject({
  ...headSchema,
  /** An appeal about RSA goes to the president of a conseil départemental, for sure everywhere but here. */
  conseilDepartemental: z.strictObject({ sauf: z.array(z.string()), source: z.string() }),
  caisse: z.string().includes('{de}'),
  departements: z.array(departementSchema),
  postaux: z.array(z.strictObject({ debut: z.string().regex(/^\d{3,5}$/), code: z.string(), source: z.string() })),
}), raw);

export type Departement = z.infer<typeof departementSchema> & { caisse: string; conseilDepartemental: boolean };

const DEPARTEMENTS: ReadonlyMap<string, Departement> = new Map(
  DATA.departements.map((d) => [d.code, {
    ...d, caisse: d.caisse ?? DATA.caisse.replace('{de}', d.de), conseilDepartemental: !DATA.conseilDepartemental.sauf.includes(d.code),
  }]),
);

const OVERSEAS = '97';

/** What is known of a département or of an overseas territory; `null` when no such code exists ("20", "99"). */
export const departement = (code: string): Departement | null => DEPARTEMENTS.get(code.toUpperCase()) ?? null;

/**
 * Département of a postcode: its first two figures, three overseas, and the exceptions of the file (Corsica, islands).
 *
 * A few communes are served by the post office of the next département: the answer is right for nearly all of them.
 * @param codePostal five figures, spaces allowed
 * @returns the code ("33", "2A", "974"), or `null` when the postcode is malformed or of no known département
 */
export function departementOf(codePostal: string): string | null {
  const digits = codePostal.replace(/\s/g, '');
  if (!/^\d{5}$/.test(digits)) return null;
  const exception = DATA.postaux.find(({ debut }) => digits.startsWith(debut));
  const code = exception?.code ?? digits.slice(0, digits.startsWith(OVERSEAS) ? 3 : 2);
  return departement(code)?.code ?? null;
}

/**
 * Département that a few bare words are the name or the number of, nothing else.
 *
 * @param words lower case, no accents, one space between words ("cote d or", "33", "2a")
 */
export const departementNamed = (words: string): string | null => BY_NAME.get(words) ?? departement(words)?.code ?? null;

const BY_NAME: ReadonlyMap<string, string> = new Map([...DEPARTEMENTS.values()].map(({ nom, code }) => [folded(nom), code]));

function folded(nom: string): string {
  return nom.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z]+/g, ' ').trim();
}
