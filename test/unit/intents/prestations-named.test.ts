import { inDispute } from '../../../intents/in-dispute';
import { tokenize } from '../../../intents/normalize';
import { findPrestations } from '../../../intents/prestation';

/** Words that these messages hold beside the names: everything else is unknown, as a misspelt name is. */
const KNOWN = new Set('il elle est sont le la les de du des mon ma mes je un une me doit pour mais pas refuse refusee coupe coupee fausse juste bien arrivee versee verse rien continue appel telephone site numero ligne ouvrir ma a et en'.split(' '));
const words = { isKnown: (word: string): boolean => KNOWN.has(word), repair: (word: string): string => word };
const named = (text: string, lexicon = words): string[] => findPrestations(tokenize(text), lexicon).map(({ code }) => code);
const disputed = (text: string): string[] => {
  const tokens = tokenize(text);
  return inDispute(tokens.map(({ norm }) => norm), findPrestations(tokens, words));
};

describe('prestations named', () => {
  it.each([
    ['le c m g est coupé', 'CMG'], ['c.m.g : rien', 'CMG'], ['le c l c a refusé', 'PREPARE'], ['mon clca', 'PREPARE'], ['complément de libre choix d’activité refusé', 'PREPARE'], ['le libre choix est coupé', 'CMG'],
    ['larippa ne verse rien', 'ARIPA'], ['l’API refusée', 'RSA_MAJORE'], ['le revenu minimum est coupé', 'RSA'], ['le RSA jeune mère', 'RSA_MAJORE'], ['les familiales refusées', 'AF'], ['halocs stoppées', 'AF'],
    ['allocation handicapé coupée', 'AAH'], ['l’allocation enfant handicapé', 'AEEH'], ['l’aide de l’enfant handicapé', 'AEEH'], ['votre pelle de soixante euros', 'APL'],
    ['le R.S.A. de parent isolé', 'RSA_MAJORE'], ['le RSA des mères isolées', 'RSA_MAJORE'], ['rsa pour un papa solo', 'RSA_MAJORE'], ['mon rsa mageoré', 'RSA_MAJORE'], ['rsa majo', 'RSA_MAJORE'], ['le RSA de ma mère', 'RSA'], ['le RSA pour une personne seule', 'RSA'],
  ])('%s: %s', (text, code) => {
    expect(named(text)).toEqual([code]);
  });

  it.each([['la prime, il ne versent rien', []], ['ma prime pour le bébé est versée', ['PAJE_NAISSANCE']], ['la prime, depuis une année', []], ['la prime de décembre', ['PRIME_NOEL']], ['ma prime, je ne travaille pas', ['PPA']]])('« prime » alone, by the words around, of which a negation is none: %s', (text, codes) => {
    expect(named(text)).toEqual(codes);
  });

  it('a name is found once its words are mended', () => {
    const mending = { ...words, repair: (word: string): string => (word === 'rpime' ? 'prime' : word) };
    expect(named('ma rpime d’activité', mending)).toEqual(['PPA']);
    expect(named('ma rpime d’activité')).toEqual([]);
  });

  it.each(['c a refaire', 'la pli du document', 'les familles nombreuses', 'les ai remis', 'ma pelle de jardin'])('%s: none', (text) => {
    expect(named(text)).toEqual([]);
  });
});

describe('of several named, the one in dispute', () => {
  it.each([
    ['la prime d’activité est bien arrivée mais pas l’APL', ['APL']],
    ['prime d’activité ok, APL fausse', ['APL']],
    ['mon RSA continue, par contre l’ASF est coupée', ['ASF']],
    ['l’APL est versée mais le RSA non, et le RSA je le veux', ['RSA']],
    ['l’APL est coupée mais la prime d’activité continue', ['APL']],
    ['le RSA rien à dire, l’APL est fausse', ['APL']],
    ['la prime d’activité je dis rien, mais l’APL est coupée', ['APL']],
    ['rsa nikel, apl fausse', ['APL']],
    ['pour le RSA oui mais l’ASF est refusée', ['ASF']],
  ])('%s', (text, codes) => {
    expect(disputed(text)).toEqual(codes);
  });

  it.each([
    ['l’APL n’est pas bien arrivée mais le RSA non plus', ['APL', 'RSA']],
    ['l’APL ok, le RSA ok', ['APL', 'RSA']],
    ['mon RSA et mon APL sont coupés', ['RSA', 'APL']],
    ['le RSA est versé avec l’APL', ['RSA', 'APL']],
  ])('all when none stands out: %s', (text, codes) => {
    expect(disputed(text)).toEqual(codes);
  });
});
