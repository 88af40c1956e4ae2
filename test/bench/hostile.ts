/** Texts of a given length made to hurt readers of free text: one piece repeated, that begins each shape and never ends it. */
export const HOSTILE: Record<string, string> = {
  chiffres: '1', 'chiffres séparés': '1 ', 'cinq espacés': '5 ', 'groupes de trois': '123 ', 'nombres en lettres': 'un ', 'quatre-vingts': 'quatre vingt ', 'dictée sans fin': 'deux quatre vingt dix zéro sept ', 'zéros dictés': 'zéro six ',
  jours: 'le 1 du ', mois: 'mars ', 'mois liés': 'mars et ', périodes: 'de 3 mars a ', 'il y a': 'il y a ', lundis: 'lundi ', devises: '€ ', produits: '2 fois ', loyers: 'loyer de ', montants: 'réclame 1200 a ', enfants: '3 enfants de 2, ',
  contacts: "j'ai appelé ", courriers: 'envoyé un un un ', actes: 'contrainte ', situations: 'je suis ', si: 'si ', références: 'ref exp ', 'références valides': 'REF-EXP-7K2M4TR ', dossiers: 'dossier n° ', codes: 'dossier 1-', arobases: 'a@', 'arobase dite': 'a point ', points: 'a.',
  allocataire: 'mon numéro est un ', téléphones: '06 12 ', '+33': '+33 ', postaux: '75011 ', départements: 'caf du ', ibans: 'fr76 ', 'iban dicté': 'f r un ', 'mots de passe': 'mon code c’est ', 'mots de passe égal': 'mdp : ', sécu: 'secu ', rib: 'rib ', puces: '•', 'puces en quatre': '•••• ',
  espaces: ' ', lignes: '\n', apostrophes: "'", tirets: '-', accents: 'é', emojis: '🙂', mots: 'contrinte ', lettres: 'a',
};

/** Words that are all different: nothing learnt from one serves the next. */
function distinctWords(length: number): string {
  let out = '';
  for (let n = 0; out.length < length; n++) out += `${(n * 2_654_435_761 % 4_294_967_296).toString(36).replace(/\d/g, (d) => 'abcdefghij'.charAt(Number(d)))}te `;
  return out.slice(0, length);
}

export const hostileTexts = (length: number): [string, string][] => [
  ...Object.entries(HOSTILE).map(([name, piece]): [string, string] => [name, piece.repeat(Math.ceil(length / piece.length)).slice(0, length)]),
  ['mots tous différents', distinctWords(length)],
];
