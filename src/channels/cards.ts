import type { Attachment } from 'botbuilder-core';
import type { Bouton, Carte, Reponse } from '../domain/tour';
import { withoutBold } from './text';

/** What an Adaptive Card is made of, as far as we use it. */
type Element = Record<string, unknown>;

export const CARD_CONTENT_TYPE = 'application/vnd.microsoft.card.adaptive';
const VERSION = '1.5';
const STYLES = { principal: 'positive', danger: 'destructive' } as const;

/**
 * Draws a card as an Adaptive Card 1.5, with only what both the browser renderer and Teams can draw.
 * Values go in text runs: what a person wrote is never read as Markdown.
 * @param liens pages to open, where the card stands for the text that would name them
 */
export function toAdaptiveCard(carte: Carte, reponse: Reponse, liens: { titre: string; url: string }[] = []): Attachment {
  const body = [
    { type: 'TextBlock', text: carte.titre, style: 'heading', size: 'medium', weight: 'bolder', wrap: true },
    ...(carte.intro ? [plain(carte.intro)] : []),
    ...carte.lignes.map(row),
    ...(carte.options ?? []).map(option),
    ...(carte.liste ? [dropDown(carte.liste)] : []),
  ];
  return {
    contentType: CARD_CONTENT_TYPE,
    content: {
      type: 'AdaptiveCard', $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', version: VERSION, lang: 'fr',
      speak: withoutBold(reponse.oral ?? reponse.texte), fallbackText: withoutBold(reponse.texte), body, actions: [...carte.boutons.map((bouton) => submit(bouton)), ...liens.map(({ titre, url }) => ({ type: 'Action.OpenUrl', title: titre, url }))],
    },
  };
}

const run = (text: string, options: Element = {}): Element => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...options }], spacing: 'small' });
const plain = (text: string): Element => run(withoutBold(text));

function row(ligne: Carte['lignes'][number]): Element {
  const items = [run(ligne.libelle, { weight: 'bolder' }), run(ligne.valeur)];
  const columns: Element[] = [{ type: 'Column', width: 'stretch', items }];
  if (ligne.bouton) columns.push({ type: 'Column', width: 'auto', verticalContentAlignment: 'center', items: [actions([submit(ligne.bouton, ligne.libelle)])] });
  return { type: 'ColumnSet', columns, spacing: 'medium', separator: true };
}

function option(choice: NonNullable<Carte['options']>[number]): Element {
  const items = [run(choice.titre, { weight: 'bolder' }), plain(choice.description), actions([submit(choice.bouton, choice.titre)])];
  return { type: 'Container', style: choice.choisi ? 'emphasis' : 'default', spacing: 'medium', separator: true, items };
}

function dropDown(liste: NonNullable<Carte['liste']>): Element {
  const choices = liste.options.map(({ titre, valeur }) => ({ title: titre, value: valeur }));
  const input = { type: 'Input.ChoiceSet', id: liste.nom, label: liste.libelle, style: 'compact', isMultiSelect: false, wrap: true, choices };
  return { type: 'Container', spacing: 'medium', items: [{ ...input, ...(choices[0] ? { value: choices[0].value } : {}) }, actions([submit(liste.bouton, liste.libelle, 'auto')])] };
}

const actions = (list: Element[]): Element => ({ type: 'ActionSet', actions: list });

/** @param about what the button acts on, when its own title ("Modifier") does not say it */
function submit(bouton: Bouton, about?: string, associatedInputs: 'auto' | 'none' = 'none'): Element {
  return {
    type: 'Action.Submit', title: bouton.titre, associatedInputs, data: { ...bouton.valeurs, action: bouton.action },
    ...(about ? { tooltip: `${bouton.titre} : ${about}` } : {}),
    ...(bouton.style ? { style: STYLES[bouton.style] } : {}),
  };
}
