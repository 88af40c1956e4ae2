import { AdaptiveCard, ChoiceSetInput, GlobalSettings, HostConfig, OpenUrlAction, Strings, SubmitActionBase, type IMarkdownProcessingResult } from 'adaptivecards';
import type { CardsApi } from './cards-api';

const color = (name: string): { default: string; subtle: string } => ({ default: `var(--${name})`, subtle: `var(--${name})` });

const containerStyle = (background: string, border: string): object => ({
  backgroundColor: `var(--${background})`,
  borderColor: `var(--${border})`,
  foregroundColors: {
    default: { default: 'var(--texte)', subtle: 'var(--texte-doux)' },
    dark: color('texte'), light: color('texte-doux'), accent: color('accent'),
    good: color('bon'), warning: color('attention'), attention: color('danger'),
  },
});

/** Sizes are in px because the renderer asks for it; `relative` turns them into em, so that enlarged text grows. */
const HOST = {
  fontFamily: 'inherit',
  supportsInteractivity: true,
  spacing: { small: 6, default: 10, medium: 14, large: 18, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: 'var(--trait)' },
  fontSizes: { small: 14, default: 16, medium: 17, large: 18, extraLarge: 20 },
  fontWeights: { lighter: 400, default: 400, bolder: 700 },
  lineHeights: { small: 20, default: 23, medium: 24, large: 25, extraLarge: 27 },
  actions: { maxActions: 20, buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left', spacing: 'default', showCard: { actionMode: 'inline' } },
  textBlock: { headingLevel: 3 },
  adaptiveCard: { allowCustomStyle: false },
  factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 0 }, value: { wrap: true }, spacing: 10 },
  inputs: { label: { inputSpacing: 'small', requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' }, optionalInputs: { weight: 'bolder' } }, errorMessage: { color: 'attention', weight: 'bolder' } },
  containerStyles: {
    default: containerStyle('fond', 'trait'), emphasis: containerStyle('fond-doux', 'trait'), accent: containerStyle('accent-doux', 'accent'),
    good: containerStyle('bon-doux', 'bon'), attention: containerStyle('danger-doux', 'danger'), warning: containerStyle('attention-doux', 'attention'),
  },
};

GlobalSettings.useAdvancedTextBlockTruncation = false;
GlobalSettings.setTabIndexAtCardRoot = false;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Card texts know `**bold**` and nothing else, as the chat's own texts. */
function boldOnly(text: string, result: IMarkdownProcessingResult): void {
  const safe = text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
  result.outputHtml = `<span>${safe.replace(/\*\*([^*\n]+)\*\*/g, '<strong>$1</strong>')}</span>`;
  result.didProcess = true;
}

const api: CardsApi = {
  render(content, events, strings) {
    AdaptiveCard.onProcessMarkdown = boldOnly;
    Strings.defaults.overflowButtonTooltip = (): string => strings.more;
    const card = new AdaptiveCard();
    card.hostConfig = new HostConfig(HOST);
    card.parse(content);
    card.onExecuteAction = (action): void => {
      if (action instanceof OpenUrlAction && /^https:/i.test(action.url ?? '')) window.open(action.url, '_blank', 'noopener,noreferrer');
      if (action instanceof SubmitActionBase) events.onSubmit(valuesOf(action.data), labelOf(action, card));
    };
    const root = card.render();
    if (!root) throw new Error('card not rendered');
    root.removeAttribute('aria-label');
    relative(root);
    nameInputs(root);
    nameButtons(root);
    return root;
  },
};

/**
 * What the person is shown to have answered: the button's title, with what it acts on when the card says so, or the
 * choice it validates. Never what was typed in the card: a label is not masked.
 */
function labelOf(action: SubmitActionBase, card: AdaptiveCard): string {
  const title = action.title ?? '';
  const about = action.tooltip;
  if (!about) return title;
  const chosen = action.associatedInputs === 'none' ? [] : card.getAllInputs().flatMap(chosenTitles);
  return chosen.length > 0 ? `${title} : ${chosen.join(', ')}` : about.startsWith(title) ? about : title;
}

function chosenTitles(input: unknown): string[] {
  if (!(input instanceof ChoiceSetInput)) return [];
  const { value } = input;
  return input.choices.filter((choice) => choice.value !== undefined && choice.value === value).map((choice) => choice.title ?? '');
}

const valuesOf = (data: unknown): Record<string, unknown> => (typeof data === 'object' && data !== null ? { ...data } : {});

function relative(root: HTMLElement): void {
  for (const node of root.querySelectorAll<HTMLElement>('*')) {
    const { fontSize, lineHeight } = node.style;
    if (lineHeight.endsWith('px')) node.style.lineHeight = String(Math.round((parseFloat(lineHeight) / (parseFloat(fontSize) || 16)) * 100) / 100);
    if (fontSize.endsWith('px')) node.style.fontSize = `${parseFloat(fontSize) / 16}em`;
  }
}

/** An input without a label takes the nearest text before it: better than no name at all. */
function nameInputs(root: HTMLElement): void {
  for (const input of root.querySelectorAll<HTMLElement>('input:not([type=radio]):not([type=checkbox]), select, textarea')) {
    if (input.hasAttribute('aria-labelledby') || input.hasAttribute('aria-label')) continue;
    const texts = Array.from(root.querySelectorAll('.ac-textBlock, .ac-richTextBlock')).filter((text) => text.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING);
    input.setAttribute('aria-label', texts.at(-1)?.textContent ?? '');
  }
}

/** "Modifier" ten times says nothing out of its row: a tooltip completes the name, or the row's first text does. */
function nameButtons(root: HTMLElement): void {
  const buttons = Array.from(root.querySelectorAll<HTMLElement>('.ac-pushButton'));
  const labels = buttons.map((button) => button.textContent?.trim() ?? '');
  buttons.forEach((button, rank) => {
    const label = labels[rank] ?? '';
    const repeated = labels.filter((other) => other === label).length > 1;
    const more = button.title && button.title !== label ? button.title : repeated ? rowText(button, root) : '';
    if (more) nameBy(button, more.startsWith(label) ? more : `${label} : ${more}`);
  });
}

let named = 0;

/** Not by `aria-label`: the renderer writes it anew each time an input changes. */
function nameBy(button: HTMLElement, name: string): void {
  const text = document.createElement('span');
  text.hidden = true;
  text.id = `ag-nom-${(named += 1)}`;
  text.textContent = name;
  button.append(text);
  button.setAttribute('aria-labelledby', text.id);
}

function rowText(button: HTMLElement, root: HTMLElement): string {
  for (let node = button.parentElement; node && node !== root; node = node.parentElement) {
    const text = node.querySelector('.ac-textBlock, .ac-richTextBlock')?.textContent;
    if (text) return text;
  }
  return '';
}

window.AiguillageCartes = api;
