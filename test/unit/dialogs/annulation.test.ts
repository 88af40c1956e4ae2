import { readAnnulation } from '../../../dialogs/annulation';
import { asksToGiveUp } from '../../../dialogs/complements';

describe('words that give up a demande already sent', () => {
  it.each([
    'annulez tout, j’ai trouvé un arrangement', 'supprimez cette demande svp, ma caf vient de me payer', 'c bon la caf a remi le rsa annule ma demande',
    'est-ce que je peux changer d’avis et arrêter la demande', 'je veux annuler ce transfert finalement je vais passer par mon avocate', 'je veux retirer ma demande',
    'j’annule tout', 'supprime la stp', 'annule REF-EXP-7K2M4TR', 'je veu annulé REF-EXP-7K2M4TR', 'je veux annuler ma demande envoyée à l’expert',
    'ma demande REF-EXP-7K2M4TR est à annuler', 'cette demande, je voudrais l’annuler', 'vous pouvez l’annuler ?', 'je ne veux plus de ce transfert',
    'je n’ai plus besoin de ma demande', 'laissez tomber ma demande', 'je renonce à ma demande', 'on peut retirer le dossier ?', 'stop à la demande',
  ])('« %s »', (said) => {
    expect(asksToGiveUp(said)).toBe(true);
  });

  it.each([
    'la caf a annulé ma demande', 'ma demande a été annulée', 'pourquoi la caf a annulé mon dossier', 'je ne veux pas annuler ma demande', 'n’annulez pas ma demande',
    'surtout n’annulez pas mon dossier, j’y tiens', 'REF-EXP-7K2M4TR c annulé ou pas', 'je veux annuler ma dette', 'retirer mon fils de mon dossier', 'la caf arrête mon aide',
    'comment arrêter la retenue sur mon dossier', 'la conseillère a fermé mon dossier sans prévenir', 'elle annule ma demande à chaque fois', 'je veux plus que ma demande traîne',
    'on m’a retiré de l’argent', 'vous pouvez supprimer mon compte', 'où en est ma demande',
  ])('but not « %s »', (said) => {
    expect(asksToGiveUp(said)).toBe(false);
  });
});

describe('the answer to « voulez-vous l’annuler ? »', () => {
  it.each([['oui', 'oui'], ['oui annulez la svp', 'oui'], ['Oui, annuler la demande', 'oui'], ['annulez', 'oui'], ['je confirme', 'oui'], ['non', 'non'], ['Non, la garder', 'non'], ['non finalement gardez', 'non'], ['n’annulez pas', 'non']] as const)('« %s » is « %s »', (said, answer) => {
    expect(readAnnulation(said)).toBe(answer);
  });

  it.each(['laissez tomber', 'peut-être', 'c’est quoi le délai pour contester', 'oui mais est-ce que je garde mes droits ?', 'non annulez-la'])('« %s » is none', (said) => {
    expect(readAnnulation(said)).toBeNull();
  });
});
