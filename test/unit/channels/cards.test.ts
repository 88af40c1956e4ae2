import { toAdaptiveCard } from '../../../src/channels/cards';
import type { Carte } from '../../../src/domain/tour';

// The package's own entry is an ES module; its browser bundle is not.
const { AdaptiveCard, SerializationContext, Versions }: typeof import('adaptivecards') = require('adaptivecards/dist/adaptivecards');

const carte: Carte = {
  genre: 'recap', titre: 'Récapitulatif', intro: 'Vérifiez avant l’envoi.',
  lignes: [{ libelle: 'Motif', valeur: 'Indu **contesté** [x](http://x)', bouton: { titre: 'Modifier', action: 'modifier', valeurs: { champ: 'motif' } } }, { libelle: 'Prestation', valeur: 'APL' }],
  options: [{ titre: 'Habitat', description: 'Aides au logement', bouton: { titre: 'Choisir', action: 'service', valeurs: { service: 'HABITAT' } }, choisi: true }],
  liste: { nom: 'motif', libelle: 'Autre motif', options: [{ titre: 'Refus', valeur: 'REFUS_DROIT' }], bouton: { titre: 'Valider', action: 'motif' } },
  boutons: [{ titre: 'Confirmer', action: 'confirmer', style: 'principal' }, { titre: 'Annuler', action: 'annuler', style: 'danger' }],
};
const content = toAdaptiveCard(carte, { texte: 'Tout **le** texte.', carte }).content as Record<string, unknown>;

type Node = Record<string, unknown>;
const nodes = (value: unknown): Node[] => {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodes)];
};
const ofType = (type: string): Node[] => nodes(content).filter((node) => node['type'] === type);

describe('toAdaptiveCard', () => {
  it('is read by the browser renderer without a warning', () => {
    const context = new SerializationContext(Versions.v1_5);
    const card = new AdaptiveCard();
    card.parse(content, context);
    const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);

    expect(events).toEqual([]);
    expect(card.getItemCount()).toBeGreaterThan(4);
    expect(card.validateProperties().validationEvents).toEqual([]);
  });

  it('says in plain words what it shows', () => {
    expect(content).toMatchObject({ version: '1.5', lang: 'fr', fallbackText: 'Tout le texte.', speak: 'Tout le texte.' });
  });

  it('gives each button its action and values, and sends the drop-down with its own button only', () => {
    const data = ofType('Action.Submit').map((action) => [action['title'], action['associatedInputs'], action['data']]);

    expect(data).toEqual([
      ['Modifier', 'none', { action: 'modifier', champ: 'motif' }], ['Choisir', 'none', { action: 'service', service: 'HABITAT' }], ['Valider', 'auto', { action: 'motif' }],
      ['Confirmer', 'none', { action: 'confirmer' }], ['Annuler', 'none', { action: 'annuler' }],
    ]);
    expect(ofType('Action.Submit').map(({ style }) => style)).toEqual([undefined, undefined, undefined, 'positive', 'destructive']);
  });

  it('labels every input, and tells "Modifier" buttons apart', () => {
    expect(ofType('Input.ChoiceSet')).toMatchObject([{ id: 'motif', label: 'Autre motif', style: 'compact' }]);
    expect(ofType('Action.Submit')[0]).toMatchObject({ tooltip: 'Modifier : Motif' });
  });

  it('never lets what a person wrote be read as Markdown', () => {
    expect(ofType('TextBlock').map(({ text }) => text)).toEqual(['Récapitulatif']);
  });
});
