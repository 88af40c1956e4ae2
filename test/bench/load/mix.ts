/** What people send: 85 % simple questions, 15 % a request for an expert with the first of its questions. */

const SIMPLE = [
  'bonjour', 'comment déclarer mes ressources trimestrielles ?', 'quand est versé le RSA ce mois-ci', 'ou trouver mon numéro alocataire',
  'je demenage que dois je faire', 'comment télécharger une attestation de paiement', 'c koi le quotient familial', 'comment changer de RIB',
  'j’ai droit à l’APL si je suis étudiant ?', 'comment déclarer une grossesse', 'mon mot de passe ne marche plus', 'merci', 'les horaires de la caf svp',
] as const;

/** Begins a demande, answers its first questions, gives up. */
const EXPERT = [
  ['on m’a recalculé mon RSA le 9 novembre et je ne suis pas d’accord, il manque 212 euros par mois', 'les revenus', 'octobre', 'garder', 'annuler', 'oui'],
  ['la caf me réclame un trop perçu d’APL de 640 euros que je conteste', 'je ne sais pas', 'je ne sais pas', 'garder', 'annuler', 'oui'],
  ['mon dossier est bloqué depuis 3 mois et personne ne répond, plus de prime d’activité', 'je ne sais pas', 'je ne sais pas', 'garder', 'annuler', 'oui'],
] as const;

/** The messages of one person, without end. One path of seven asks for an expert, and all have about as many messages: 15 %. */
export function* person(rank: number): Generator<string> {
  for (let round = rank; ; round += 1) {
    if (round % 7 === 0) yield* EXPERT[(round / 7) % EXPERT.length] ?? EXPERT[0];
    else for (let n = 0; n < 6; n += 1) yield SIMPLE[(round * 6 + n) % SIMPLE.length] ?? SIMPLE[0];
  }
}

const EXPERT_WORDS: ReadonlySet<string> = new Set(EXPERT.flat());

/** Whether this message of the mix belongs to a demande for an expert. */
export const isExpert = (said: string): boolean => EXPERT_WORDS.has(said);
