import { chronologique, pointsDeBlocage } from '../../../dialogs/chronologie';
import type { Contact } from '../../../dialogs/state';

const le = (jour: string, reponse = ''): Contact => ({ jour, date: jour, canal: 'Téléphone', interlocuteur: '', reference: '', reponse });
const points = (contacts: Contact[], reponses: Record<string, string> = {}): string[] =>
  pointsDeBlocage({ contacts, reponses: Object.fromEntries(Object.entries(reponses).map(([id, valeur]) => [id, { libelle: id, texte: valeur, valeur, origine: 'dit' as const }])) }, '2026-11-23');

describe('silences (R-079)', () => {
  it.each([
    ['30 days are not yet a silence', ['2026-09-24', '2026-10-24', '2026-11-23'], []],
    ['31 days are', ['2026-09-23', '2026-10-24', '2026-11-23'], ['31 jours, du mercredi 23 septembre 2026 au samedi 24 octobre 2026']],
    ['one that still lasts is counted to today', ['2026-10-01'], ['depuis le jeudi 1er octobre 2026, il y a 53 jours']],
    ['two silences are two points, in order', ['2026-05-01', '2026-07-01', '2026-11-20'], ['61 jours', '142 jours']],
    ['a contact said to be in the future is no exchange yet', ['2026-11-20', '2027-03-01'], []],
  ])('%s', (_title, jours, expected) => {
    const found = points(jours.map((jour) => le(jour)));

    expect(found).toHaveLength(expected.length);
    expected.forEach((text, at) => expect(found[at]).toContain(text));
  });

  it('counts letters and declarations of the questionnaire as exchanges', () => {
    expect(points([le('2026-09-01')], { dateDecision: '2026-09-28', dateDeclaration: '2026-10-26' })).toEqual([]);
  });

  it('says nothing without a contact, whatever the letters', () => {
    expect(points([], { dateDecision: '2026-01-05' })).toEqual([]);
  });

  it('reads the contacts in the order of their days, unknown days last', () => {
    const inconnu: Contact = { date: 'avant l’été' };

    expect(chronologique([inconnu, le('2026-11-20'), le('2026-10-30')]).map(({ jour }) => jour)).toEqual(['2026-10-30', '2026-11-20', undefined]);
    expect(points([le('2026-11-20'), inconnu, le('2026-10-30')])).toEqual([]);
  });
});

describe('contradictory answers (R-079)', () => {
  const deux = (avant: string, apres: string): string[] => points([le('2026-11-02', avant), le('2026-11-16', apres)]);

  it.each([
    ['on m’a dit que le dossier était complet', 'il manque une pièce', 'dossier complet ou non'],
    ['il ne manque rien', 'on me redemande les mêmes papiers', 'dossier complet ou non'],
    ['documents bien reçus', 'ils n’ont rien reçu', 'documents reçus ou non'],
    ['ma demande est acceptée', 'c’est refusé', 'demande acceptée ou refusée'],
    ['ça sera payé vendredi', 'le dossier est bloqué', 'paiement annoncé ou bloqué'],
    ['c’est en cours de traitement', 'il n’y a aucune demande à mon nom', 'demande en cours ou absente'],
    ['c’est une erreur de leur part', 'vous devez rembourser', 'somme due ou non'],
  ])('« %s » puis « %s »', (avant, apres, sujet) => {
    const [found] = deux(avant, apres);

    expect(found).toContain(sujet);
    expect(found).toContain(`« ${avant} »`);
    expect(found).toContain(`« ${apres} »`);
  });

  it.each([
    ['il manque une pièce', 'il manque une pièce'],
    ['il ne manque rien', 'dossier complet'],
    ['d’attendre', 'de rappeler'],
    ['', 'il manque le bail'],
    ['documents bien reçus', 'la demande est refusée'],
  ])('« %s » puis « %s » n’en est pas une', (avant, apres) => {
    expect(deux(avant, apres)).toEqual([]);
  });
});
