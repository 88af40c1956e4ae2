import { evenementDe } from '../../../dialogs/evenements';

/** The days are the parts between brackets; the first one is asked about. */
function told(marked: string): string | null {
  const places: { start: number; end: number }[] = [];
  const said = marked.replace(/\[([^\]]*)\]/g, (_all, day: string, at: number) => {
    const start = at - 2 * places.length;
    places.push({ start, end: start + day.length });
    return day;
  });
  const [first] = places;
  if (!first) throw new Error('no day');
  return evenementDe(said, first, places);
}

describe('what a day is told of', () => {
  it.each([
    ['j’ai fait un recours à la CRA le [2 septembre] et vous continuez', 'recours'],
    ['un huissier m’a remis une contrainte le [20 novembre]', 'contrainte'],
    ['j’ai reçu le [12 novembre] une contrainte', 'contrainte'],
    ['j’ai reçu une contrainte, le [12 novembre]', 'contrainte'],
    ['J’ai reçu une contrainte. C’était le [12 novembre].', 'contrainte'],
    ['vous m’avez écrit le [20 octobre] que vous nous considérez en couple', 'courrier'],
    ['ils nous disent en couple depuis [janvier 2026]', 'couple'],
    ['ma demande pour ma fille née le [14 mai 2026] est en cours depuis le [2 juin]', 'naissance'],
    ['est en cours depuis le [2 juin], ma fille est née le [14 mai 2026]', 'depot'],
    ['le [14 mai] c’est la naissance de ma fille', 'naissance'],
    ['Le [3 mars], j’ai déposé ma demande', 'depot'],
    ['ils ont rejeté mon recours le [9 novembre]', 'courrier'],
    ['la lettre que vous m’avez envoyée le [9 novembre]', 'courrier'],
    ['le courrier de mon bailleur du [9 novembre]', 'autre_courrier'],
    ['j’ai le récépissé depuis le [8 septembre] et la caf a tout arrêté', 'titre'],
    ['la caf a arrêté mes allocations depuis [octobre]', 'arret'],
    ['j’habite en France depuis [2012]', 'presence'],
    ['je l’ai déclaré le [5 juillet]', 'declaration'],
    ['le [9 novembre] comme dit', null],
    ['je ne le savais pas, c’était le [9 novembre] je crois', null],
  ])('%s', (said, event) => {
    expect(told(said)).toBe(event);
  });
});
