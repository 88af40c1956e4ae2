import { readNumber } from '../../src/ops/spoken-numbers';
import { after, type Extractor, type Lecture, type Trouvee } from './span';

/** Who lives there, how they live, and the acts of procedure they name. */

const CHILD = '(?:enfants?|gosses?|gamins?|gamines?|petits?|mômes?|momes?|filles?|fils|garcons?|bebes?|ados?|loulous?|mineurs?|jumeaux|jumelles|bouts? de chou|marmots?)';

export const enfants: Extractor = (lecture) => [...counted(lecture), ...aged(lecture)].reduce<Trouvee[]>(
  (kept, one) => (kept.some((k) => k.start < one.end && one.start < k.end) ? kept : [...kept, one]), []);

/** "3 enfants", "mes deux filles de 4 et 7 ans", "des jumeaux". */
function counted(lecture: Lecture): Trouvee[] {
  const found: Trouvee[] = [];
  for (let i = 0; i < lecture.words.length; i++) {
    const word = lecture.words[i];
    const count = word === undefined ? null : /^\d{1,2}$/.test(word.norm) ? { value: Number(word.norm), next: i + 1 } : readNumber(lecture.words, i, lecture.folded);
    if (word === undefined || count === null || count.value < 1 || count.value > 15) continue;
    const end = lecture.words[count.next - 1]?.end ?? word.end;
    const child = new RegExp(`^ ?(?:(?:jeunes|petits|petites|beaux|grands|autres) )?${CHILD}\\b`).exec(after(lecture.folded, end));
    if (child === null || (count.value === 1 && /^ ?(?:petits?|mineurs?)\b/.test(child[0]))) continue;
    const stop = end + child[0].length;
    if (/petits?$/.test(child[0]) && /^ (?:[a-z]+)/.test(after(lecture.folded, stop)) && !/^ (?:a|de|et|qui|en|dans|chez)\b/.test(after(lecture.folded, stop))) continue;
    const ages = agesAfter(lecture, stop);
    found.push({ type: 'enfants', start: word.start, end: ages.end, nombre: count.value, ages: ages.values });
  }
  for (const m of lecture.folded.matchAll(/\b(?:des|mes|les|nos) (?:jumeaux|jumelles)\b/g)) {
    const ages = agesAfter(lecture, m.index + m[0].length);
    found.push({ type: 'enfants', start: m.index, end: ages.end, nombre: 2, ages: ages.values });
  }
  return found;
}

/** "mon fils de 8 ans", "ma fille a 17 ans", "le petit (3 mois)". */
function aged(lecture: Lecture): Trouvee[] {
  return [...lecture.folded.matchAll(new RegExp(`\\b(?:mon|ma|mes|le|la|notre|son|sa|un|une|l'|mn) ?(?:petite? |grande? |deuxieme |premier |premiere |aine |ainee )?(?:fils|fille|bebe|enfant|gamine?|ainee?|petite?|garcon|ado|dernier|derniere|nourrisson|cadette?)\\b`, 'g'))].flatMap((m) => {
    const end = m.index + m[0].length;
    const ages = agesAfter(lecture, end);
    return ages.values.length === 0 ? [] : [{ type: 'enfants' as const, start: m.index, end: ages.end, nombre: ages.values.length, ages: ages.values }];
  });
}

const AGES = /^ ?[,(]? ?(?:qui (?:a|ont|va avoir|vont avoir) |ages? de |agee?s? (?:de |d')?|de |a |ont |vient d'avoir |aura |: )?(?:seulement |bientot |a peine )?((?:\d{1,2}|[a-z]+(?:-[a-z]+)?)(?: ?(?:ans?|mois))?(?:(?:, ?| et | ou )(?:\d{1,2}|[a-z]+(?:-[a-z]+)?)(?: ?(?:ans?|mois))?){0,7})/;

function agesAfter(lecture: Lecture, at: number): { values: number[]; end: number } {
  const m = AGES.exec(after(lecture.folded, at, 80));
  const list = m?.[1];
  if (m === null || list === undefined) return { values: [], end: at };
  const ages: number[] = [];
  let offset = m[0].length - list.length;
  let end = at;
  for (const part of list.split(/(, ?| et | ou )/)) {
    const age = ageOf(part, lecture);
    if (age !== null) {
      ages.push(age.value);
      if (age.said) end = at + offset + part.length;
    } else if (!/^(?:, ?| et | ou )$/.test(part)) break;
    offset += part.length;
  }
  return end === at || ages.length === 0 ? { values: [], end: at } : { values: ages, end };
}

function ageOf(part: string, lecture: Lecture): { value: number; said: boolean } | null {
  const m = /^(\d{1,2}|[a-z]+(?:-[a-z]+)?)(?: ?(ans?|mois))?$/.exec(part);
  if (m === null) return null;
  const words = [...(m[1] ?? '').matchAll(/[a-z]+/g)].map((w) => ({ norm: w[0], start: w.index, end: w.index + w[0].length }));
  const value = /^\d/.test(m[1] ?? '') ? Number(m[1]) : (readNumber(words, 0, m[1] ?? '')?.value ?? null);
  if (value === null || value > 25 || lecture.words.length === 0) return null;
  return { value: m[2] === 'mois' ? Math.floor(value / 12) : value, said: m[2] !== undefined };
}

type Label<T extends string> = readonly [T, RegExp];

const SITUATIONS: readonly Label<'seul' | 'couple' | 'enceinte' | 'separe' | 'handicap' | 'etudiant' | 'independant' | 'sans_emploi' | 'sans_domicile'>[] = [
  ['sans_domicile', /\b(?:sans domicile|sdf|a la rue|sans abri|dors dans (?:ma|la) voiture|heberge en urgence|sans logement)\b/g],
  ['enceinte', /\b(?:enceinte|j'attends un (?:enfant|bebe)|ma grossesse|femme enceinte)\b/g],
  ['separe', /\b(?:separee?s?|divorcee?s?|je me separe|on s'est separes?|m'a quittee?|rupture|mon ex[ -]?(?:mari|femme|conjointe?|compagnon|compagne)?)\b/g],
  ['couple', /\b(?:en couple|mariee?s?|pacsee?s?|concubinage|mon mari|ma femme|mon conjoint|ma conjointe|mon compagnon|ma compagne|mon epoux|mon epouse)\b/g],
  ['seul', /\b(?:seule? avec|je (?:suis|vis|reste) seule?|toute? seule?|parent isole|mere isolee|maman solo|mere celibataire|celibataire|pere seul|eleve seule?)\b/g],
  ['handicap', /\b(?:handicape?e?s?|invalide|invalidite|fauteuil roulant|rqth|taux d'incapacite|mdph)\b/g],
  ['etudiant', /\b(?:etudiante?s?|a la fac|boursiere?|en (?:licence|master|bts)|alternante?|apprentie?)\b/g],
  ['independant', /\b(?:independante?|auto ?-?entrepreneu(?:r|se)|micro ?-?entrepreneu(?:r|se)|micro ?-?entreprise|auto ?-?entreprise|a mon compte|freelance|profession liberale|travailleu(?:r|se) independante?|gerante?|artisane?|commercante?)\b/g],
  ['sans_emploi', /\b(?:au chomage|sans emploi|chomeu(?:r|se)|demandeu(?:r|se) d'emploi|perdu mon (?:travail|emploi|boulot|taf)|plus de (?:travail|boulot|taf)|licenciee?|fin de contrat|fin de droits?)\b/g],
];

export const situations: Extractor = ({ folded }) => SITUATIONS.flatMap(([valeur, shape]) =>
  [...folded.matchAll(shape)].map((m): Trouvee => ({ type: 'situation', start: m.index, end: m.index + m[0].length, valeur })));

const ACTES: readonly Label<'contrainte' | 'mise_en_demeure' | 'audience' | 'huissier' | 'commandement' | 'expulsion' | 'controle' | 'recours'>[] = [
  ['mise_en_demeure', /\bmises? en demeure\b/g],
  ['commandement', /\bcommandements? de (?:payer|quitter)(?: les lieux)?\b/g],
  ['contrainte', /\b(?:(?:une|la|cette|ma|leur) |signifi\w* (?:une |la )?|recu (?:une )?|opposition a (?:la |une )?)contrainte\b(?! (?:horaire|familiale|professionnelle|de temps))|\bcontrainte (?:d'huissier|de la caf|signifiee|recue|par huissier)\b/g],
  ['audience', /\b(?:audiences?|convoquee? (?:au|devant le) tribunal|passe au tribunal|assignation|assignee?)\b/g],
  ['huissier', /\b(?:huissiers?|uissier|commissaires? de justice)\b/g],
  ['expulsion', /\b(?:expulsions?|expulsee?s?|expulser|mis(?:e)? a la porte|change(?:r|nt)? (?:la|les) serrures?)\b/g],
  ['controle', /\b(?:controleu(?:r|se)s?|un controle|le controle|controle (?:caf|de (?:la caf|situation|domicile))|agent assermente|agent de controle|controlee?s?)\b/g],
  ['recours', /\b(?:recours (?:amiable|gracieux|contentieux|administratif)|commission de recours|\bcra\b|fait un recours|mon recours|un recours|le recours|mediateur|tribunal administratif)\b/g],
];

export const actes: Extractor = ({ folded }) => ACTES.flatMap(([valeur, shape]) =>
  [...folded.matchAll(shape)].map((m): Trouvee => ({ type: 'acte', start: m.index, end: m.index + m[0].length, valeur })));
