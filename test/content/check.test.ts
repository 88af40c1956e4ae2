import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkContent, countOf } from '../../src/content/check';
import type { CodeConstat, Constat } from '../../src/content/constat';
import CONSTATS from '../../src/content/constats.json';
import { CHEMINS } from '../../src/content/corpus';
import { readContentFiles, readReference } from '../../src/content/reference';

const ROOT = join(__dirname, '..', '..');
/** Fixed: the content ages, this test must not. */
const TODAY = '2026-11-26';
const files = readContentFiles(ROOT);
const reference = readReference(ROOT, TODAY);

const SIMPLES = 'intents/answers/simple.json';
const HORS = 'intents/answers/hors-perimetre.json';
const SURETE = 'intents/answers/surete.json';
const NUMEROS = 'intents/answers/numeros.json';
const PAIRES = 'intents/clarifications.json';
const MOTIFS = 'dialogs/contenu/motifs.json';
const PRESTATIONS = 'dialogs/contenu/prestations.json';
const TEXTES = 'dialogs/textes/fr.json';

type Json = { [key: string]: Json } & Json[] & string;
type Step = string | number;

const originalText = (file: string): string => files.get(file) ?? '';

const keyOf = ({ fichier, entree, code, message }: Constat): string => [fichier, entree, code, message].join('|');
const usual = new Set(checkContent(files, reference).constats.map(keyOf));

/** What a change of one file brings that the real content does not say of itself. */
function newFaults(file: string, text: string, more: Partial<typeof reference> = {}): Constat[] {
  return checkContent(new Map([...files, [file, text]]), { ...reference, ...more }).constats.filter((one) => !usual.has(keyOf(one)));
}

/** A copy of a file with the value at a path replaced, or taken out when the value is `undefined`. */
function withValue(file: string, path: readonly Step[], value: unknown): string {
  const root = JSON.parse(originalText(file)) as Json;
  const holder = path.slice(0, -1).reduce<Json>((node, step) => (node as unknown as Record<Step, Json>)[step]!, root) as unknown as Record<Step, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(root, null, 2);
}

describe('the real content', () => {
  const bilan = checkContent(files, reference);

  it('has no error', () => {
    expect(bilan.constats.filter(({ niveau }) => niveau === 'erreur')).toEqual([]);
  });

  it('is read whole: entries, texts, reading level, next date', () => {
    expect(bilan.entrees).toBeGreaterThan(400);
    expect(bilan.textes).toBeGreaterThan(1000);
    expect(bilan.lecture.motsParPhrase).toBeLessThan(12);
    expect(bilan.prochaineRevue).toMatch(/^20\d{2}-\d{2}-\d{2}$/);
  });

  it('covers every file that the assistant loads', () => {
    const loaded = [...readFileSync(join(ROOT, 'src/content.ts'), 'utf8').matchAll(/'((?:dialogs|intents)\/[\w/.-]+\.json)'/g)].map((m) => m[1] ?? '');

    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((path) => !CHEMINS.some((known) => known === path))).toEqual([]);
  });
});

/** One change, and the fault it must bring: code, file, path, value, then the entry that must be named. */
const BREAKAGES: [CodeConstat, string, Step[], unknown, string][] = [
  ['SCHEMA', SIMPLES, ['ATTESTATION', 'source'], undefined, 'ATTESTATION.source'],
  ['SCHEMA', SIMPLES, ['ATTESTATION', 'sources'], 'une clé de trop', 'ATTESTATION'],
  ['SCHEMA', MOTIFS, ['REFUS_DROIT', 'critere'], 'autre', 'REFUS_DROIT.critere'],
  ['SCHEMA', TEXTES, ['retour'], { texte: 'Sans oral.' }, 'retour'],
  ['DATE_IMPOSSIBLE', SIMPLES, ['ATTESTATION', 'aRevoirLe'], '2027-02-30', 'ATTESTATION'],
  ['DATE_IMPOSSIBLE', SIMPLES, ['ATTESTATION', 'source', 'consulteLe'], '2026-13-01', 'ATTESTATION'],
  ['SOURCE_SANS_HTTPS', HORS, ['OOS_MSA', 'source', 'url'], 'http://www.msa.fr', 'OOS_MSA'],
  ['SOURCE_FUTURE', SIMPLES, ['ATTESTATION', 'source', 'consulteLe'], '2026-11-27', 'ATTESTATION'],
  ['SOURCE_ANCIENNE', SIMPLES, ['ATTESTATION', 'source', 'consulteLe'], '2025-11-25', 'ATTESTATION'],
  ['NUMERO_ANCIEN', NUMEROS, ['3114', 'verifieLe'], '2025-11-25', '3114'],
  ['NUMERO_SANS_SOURCE', NUMEROS, ['3114', 'source'], null, '3114'],
  ['NUMERO_PEU_SUR', NUMEROS, ['3114', 'niveau'], 'C', '3114'],
  ['NIVEAU_C_MONTRE', SIMPLES, ['ATTESTATION', 'niveau'], 'C', 'ATTESTATION'],
  ['NIVEAU_C_MONTRE', SURETE, ['DETRESSE', 'niveau'], 'C', 'DETRESSE'],
  ['VARIANTE_CACHEE', SIMPLES, ['PAIEMENT_DATE', 'prestations', 'ARS', 'niveau'], 'C', 'PAIEMENT_DATE.prestations.ARS'],
  ['PERIME', SIMPLES, ['ATTESTATION', 'aRevoirLe'], '2026-11-25', 'ATTESTATION'],
  ['VARIANTE_PERIMEE', SIMPLES, ['PAIEMENT_DATE', 'prestations', 'ARS', 'aRevoirLe'], '2026-11-25', 'PAIEMENT_DATE.prestations.ARS'],
  ['BIENTOT_PERIME', SIMPLES, ['ATTESTATION', 'aRevoirLe'], '2027-01-25', 'ATTESTATION'],
  ['PARAMETRE_INCONNU', SIMPLES, ['ATTESTATION', 'texte'], 'Le {prochainPayement}.', 'ATTESTATION.texte'],
  ['PARAMETRE_INCONNU', MOTIFS, ['REFUS_DROIT', 'demandeFormelle'], 'Je demande {du} droit.', 'REFUS_DROIT.demandeFormelle'],
  ['PARAMETRE_INCONNU', MOTIFS, ['REFUS_DROIT', 'aide'], 'Le refus {de}.', 'REFUS_DROIT.aide'],
  ['PARAMETRE_INCONNU', TEXTES, ['suivi.inconnu'], 'Rien pour {reference} le {date}.', 'suivi.inconnu'],
  ['PARAMETRE_INCONNU', TEXTES, ['choix.oui'], 'Oui {date}', 'choix.oui'],
  ['ACCOLADE', TEXTES, ['suivi.inconnu'], 'Rien pour {reference.', 'suivi.inconnu'],
  ['NUMERO_INCONNU', SURETE, ['DEUIL', 'texte'], 'Appelez le {numero:9999}.', 'DEUIL.texte'],
  ['REPONSE_MANQUANTE', SIMPLES, ['ATTESTATION'], undefined, 'ATTESTATION'],
  ['REPONSE_MANQUANTE', HORS, ['OOS_MSA'], undefined, 'OOS_MSA'],
  ['CHOIX_SANS_SUITE', SIMPLES, ['ATTESTATION'], undefined, 'ATTESTATION_OU_MONTANT'],
  ['ORGANISME_MANQUANT', HORS, ['OOS_MSA', 'organisme'], undefined, 'OOS_MSA'],
  ['SURETE_MANQUANTE', SURETE, ['MINEUR_DANGER'], undefined, 'MINEUR_DANGER'],
  ['SURETE_SANS_NUMERO', SURETE, ['DETRESSE', 'texte'], 'Appelez le {numero:15} ou le {numero:112}.', 'DETRESSE'],
  ['SURETE_NUMEROS_DIFFERENTS', SURETE, ['DETRESSE', 'numeros'], ['3114'], 'DETRESSE'],
  ['CLARIFICATION_EN_DOUBLE', PAIRES, [1, 'id'], 'COMPRENDRE_OU_CONTESTER', 'COMPRENDRE_OU_CONTESTER'],
  ['CLARIFICATION_CODE_INCONNU', PAIRES, [0, 'expert'], ['CONTESTATION'], 'COMPRENDRE_OU_CONTESTER'],
  ['CLARIFICATION_SANS_PAIRE', PAIRES, [0, 'expert'], ['EXPLICATION_MONTANT'], 'COMPRENDRE_OU_CONTESTER'],
  ['CLARIFICATION_SANS_PAIRE', PAIRES, [0, 'expert'], [], 'COMPRENDRE_OU_CONTESTER'],
  ['CHOIX_EN_DOUBLE', PAIRES, [0, 'choix', 1, 'titre'], 'Comprendre mon montant', 'COMPRENDRE_OU_CONTESTER'],
  ['TEXTE_INUTILISE', TEXTES, ['piece.oubliee'], 'Un document.', 'piece.oubliee'],
  ['TROP_LONG', SIMPLES, ['ATTESTATION', 'texte'], 'Une attestation. '.repeat(46), 'ATTESTATION.texte'],
  ['ORAL_TROP_LONG', SIMPLES, ['ATTESTATION', 'oral'], `Vous ${'pouvez '.repeat(31)}.`, 'ATTESTATION.oral'],
  ['ORAL_ILLISIBLE', SIMPLES, ['ATTESTATION', 'oral'], 'Allez sur https://www.caf.fr.', 'ATTESTATION.oral'],
  ['ORAL_ILLISIBLE', PAIRES, [0, 'oral'], '• Comprendre', 'COMPRENDRE_OU_CONTESTER.oral'],
  ['SUITE_QUESTION', SIMPLES, ['ATTESTATION', 'suite'], 'Quelle attestation ?', 'ATTESTATION.suite'],
  ['PROMESSE', SIMPLES, ['ATTESTATION', 'texte'], 'Vous toucherez certainement une aide.', 'ATTESTATION.texte'],
  ['PROMESSE', SIMPLES, ['ATTESTATION', 'enSavoirPlus'], 'Votre demande sera acceptée.', 'ATTESTATION.enSavoirPlus'],
  ['PROMESSE', SIMPLES, ['ATTESTATION', 'texte'], 'Vous avez droit à cette aide.', 'ATTESTATION.texte'],
  ['TUTOIEMENT', TEXTES, ['retour'], 'Ta demande est là.', 'retour'],
  ['TUTOIEMENT', TEXTES, ['retour'], 'La Caf t’aide.', 'retour'],
  ['ACCUSATION', SIMPLES, ['INFO_INDU', 'texte'], 'C’est une faute de votre part.', 'INFO_INDU.texte'],
  ['ACCUSATION', MOTIFS, ['CONTROLE_FRAUDE', 'libelle'], 'Fraudeur présumé', 'CONTROLE_FRAUDE.libelle'],
  ['APOSTROPHE', PAIRES, [0, 'question'], "S'agit-il d’un montant ?", 'COMPRENDRE_OU_CONTESTER.question'],
  ['GUILLEMETS', TEXTES, ['retour'], 'Écrivez "oui".', 'retour'],
  ['ESPACE', TEXTES, ['retour'], 'Voulez-vous continuer?', 'retour'],
  ['ESPACE', TEXTES, ['retour'], 'Écrivez «oui ».', 'retour'],
  ['PHRASES_LONGUES', SIMPLES, ['ATTESTATION', 'texte'], `${'Vous pouvez demander une attestation à la Caf pour votre logement ou pour votre aide du mois. '.repeat(2)}`, 'ATTESTATION.texte'],
  ['PHRASE_TRES_LONGUE', SIMPLES, ['ATTESTATION', 'texte'], `Vous ${'pouvez '.repeat(26)}.`, 'ATTESTATION.texte'],
  ['MOTS_RARES', SIMPLES, ['ATTESTATION', 'texte'], 'La syzygie et la péréquation sont calculées ici.', 'ATTESTATION.texte'],
];

describe('each check fires', () => {
  it.each(BREAKAGES.map((breakage, i) => [...breakage, i + 1] as const))('%s in %s at %j', (code, file, path, value, entree) => {
    const found = newFaults(file, withValue(file, path, value));

    expect(found.map((one) => [one.code, one.entree])).toContainEqual([code, entree]);
    expect(found.filter((one) => one.code === code).every(({ message, remede }) => message !== '' && remede !== '' && !/\{\w+\}/.test(message.replace(/\{(?:reference|date|de|au_titre|du|prochainPa\w+)\}/g, '')))).toBe(true);
  });

  it('REPONSE_INATTEIGNABLE: a key that is no code of its file', () => {
    const answer: unknown = JSON.parse(originalText(SIMPLES)).ATTESTATION;

    expect(newFaults(SIMPLES, withValue(SIMPLES, ['ATESTATION'], answer)).map(({ code }) => code)).toContain('REPONSE_INATTEIGNABLE');
    expect(newFaults(HORS, withValue(HORS, ['OOS_MSSA'], answer)).map(({ code }) => code)).toContain('REPONSE_INATTEIGNABLE');
  });

  it('SURETE_INUTILISEE: a safety text that no danger says', () => {
    const deuil: unknown = JSON.parse(originalText(SURETE)).DEUIL;

    expect(newFaults(SURETE, withValue(SURETE, ['TRISTESSE'], deuil))).toMatchObject([{ code: 'SURETE_INUTILISEE', entree: 'TRISTESSE' }]);
  });

  it('CLARIFICATION_MASQUEE: a question that an earlier one always answers for', () => {
    const pairs = JSON.parse(originalText(PAIRES)) as Record<string, unknown>[];
    const text = JSON.stringify([...pairs, { ...pairs[0], id: 'ENCORE' }]);

    expect(newFaults(PAIRES, text)).toMatchObject([{ code: 'CLARIFICATION_MASQUEE', entree: 'ENCORE' }]);
  });

  it('VARIANTE_INATTEIGNABLE, PRESTATION_INUTILISEE, SERVICE_INUTILISE: what nobody names', () => {
    const lessSaid = new Set([...reference.prestationsDites].filter((prestation) => prestation !== 'ARS'));

    const unsaid = newFaults(SIMPLES, originalText(SIMPLES), { prestationsDites: lessSaid }).map(({ code, entree }) => [code, entree]);
    const unrouted = newFaults(SIMPLES, originalText(SIMPLES), { routage: '' }).map(({ code, entree }) => [code, entree]);

    expect(unsaid).toContainEqual(['VARIANTE_INATTEIGNABLE', 'PAIEMENT_DATE.prestations.ARS']);
    expect(unsaid).toContainEqual(['PRESTATION_INUTILISEE', 'ARS']);
    expect(unrouted).toContainEqual(['SERVICE_INUTILISE', 'RECOURS']);
  });

  it('FICHIER_ABSENT: a file that is not there', () => {
    const rest = new Map([...files].filter(([path]) => path !== PRESTATIONS));

    expect(checkContent(rest, reference).constats).toContainEqual(expect.objectContaining({ code: 'FICHIER_ABSENT', fichier: PRESTATIONS }));
  });

  it('JSON_ILLISIBLE and CLE_EN_DOUBLE name the line', () => {
    const text = originalText(TEXTES).split('\n');
    const cut = text.map((line, i) => (i === 10 ? line.replace(/,$/, '') : line));
    const doubled = [text[0], '  "retour": "Une fois.",', ...text.slice(1)];

    expect(newFaults(TEXTES, cut.join('\n'))).toMatchObject([{ code: 'JSON_ILLISIBLE', message: expect.stringMatching(/^ligne 1[12] /) }]);
    expect(newFaults(TEXTES, doubled.join('\n'))).toMatchObject([{ code: 'CLE_EN_DOUBLE', message: expect.stringContaining('"retour"') }]);
  });

  it('tries every code of the list', () => {
    const elsewhere = ['REPONSE_INATTEIGNABLE', 'SURETE_INUTILISEE', 'CLARIFICATION_MASQUEE', 'VARIANTE_INATTEIGNABLE', 'PRESTATION_INUTILISEE', 'SERVICE_INUTILISE', 'FICHIER_ABSENT', 'JSON_ILLISIBLE', 'CLE_EN_DOUBLE'];
    const tried = new Set<string>([...BREAKAGES.map(([code]) => code), ...elsewhere]);

    expect(Object.keys(CONSTATS).filter((code) => !tried.has(code))).toEqual([]);
  });
});

describe('several faults at once', () => {
  it('are all told, in every file', () => {
    const broken = new Map([...files, [SIMPLES, '{ "A": }'], [NUMEROS, withValue(NUMEROS, ['15', 'numero'], '')], [SURETE, withValue(SURETE, ['DEUIL', 'source'], undefined)]]);

    const found = checkContent(broken, reference).constats;

    expect(found.filter(({ niveau }) => niveau === 'erreur').map(({ fichier, code }) => [fichier, code])).toEqual(expect.arrayContaining([
      [SIMPLES, 'JSON_ILLISIBLE'], [NUMEROS, 'SCHEMA'], [SURETE, 'SCHEMA'],
    ]));
  });
});

describe('what is legitimate stays silent', () => {
  it.each([
    ['Je ne peux pas dire si vous avez droit à cette aide.'], ['Ce n’est pas votre faute.'], ['Une erreur arrive parfois, sans faute de votre part.'],
    ['Si votre demande est complète, écrivez-le.'], ['Il est 10:30, voyez https://www.caf.fr/a?b=c.'], ['« Bonjour » s’écrit ainsi : bonjour !'], ['Y a-t-il un bail ?'],
  ])('%s', (texte) => {
    expect(newFaults(SIMPLES, withValue(SIMPLES, ['ATTESTATION', 'texte'], texte))).toEqual([]);
  });

  it('a rare word that the sentence explains', () => {
    const texte = 'La subrogation, c’est-à-dire la péréquation, est ici.';

    expect(newFaults(SIMPLES, withValue(SIMPLES, ['ATTESTATION', 'texte'], texte))).toEqual([]);
  });
});

describe('npm run check:content', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/check-content.ts', ...args], { cwd: ROOT, encoding: 'utf8' });

  it('prints a table and a summary without colour codes, and exits with 0 on warnings only', () => {
    const { status, stdout } = run('--today', TODAY);

    expect(status).toBe(0);
    expect(stdout).toMatch(/simple\.json\n {2}Entrée +Niveau +Code[\s\S]*\d+ entrées vérifiées \(\d+ textes\), 0 erreur\(s\), \d+ avertissement\(s\)[\s\S]*mots par phrase[\s\S]*Prochaine date à revoir : 20/);
    expect(stdout).not.toContain('\u001b');
  });

  it('exits with 1 on an error, and --quiet says errors only', () => {
    const { status, stdout } = run('--today', '2029-01-01', '--quiet');

    expect([status, stdout.includes('PERIME'), stdout.includes('avertissement ')]).toEqual([1, true, false]);
  });

  it('speaks JSON to machines', () => {
    const { status, stdout } = run('--today', '2029-01-01', '--json');

    const bilan = JSON.parse(stdout) as ReturnType<typeof checkContent>;
    expect(status).toBe(1);
    expect(countOf(bilan, 'erreur')).toBeGreaterThan(50);
    expect(bilan.constats[0]).toMatchObject({ fichier: expect.any(String), code: expect.any(String), message: expect.any(String), remede: expect.any(String) });
  });

  it('refuses a day that is none', () => {
    expect(run('--today', '2027-02-30')).toMatchObject({ status: 1, stderr: expect.stringContaining('--today') });
  });
});
