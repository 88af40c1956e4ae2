import type { Assistant } from '../../app/assistant';
import { CodedError } from '../../domain/errors';
import type { Alternative, Ecoute, Tour } from '../../domain/tour';
import { keyedHash } from '../../ops/hash';
import { Refusal } from '../refusal';
import { cleanText } from '../text';
import type { Turns } from '../turns';
import { toReponseVocale } from './speech';
import type { ReponseVocale, TourVocal } from './turns';

export type VoiceDeps = {
  assistant: Pick<Assistant, 'handle'>;
  queue: Pick<Turns, 'run'>;
  /** Numbers and calls are known by their hash under this key. */
  key: string;
  texteMax: number;
  /** Number to which calls are passed on. */
  transfert?: string | undefined;
};

export type Voice = ReturnType<typeof createVoice>;

/** The one core behind every telephone gateway: a turn of a call goes to the assistant, its replies become what the voice says. */
export function createVoice(deps: VoiceDeps) {
  return {
    /**
     * The same turn again gets the same reply, byte for byte.
     * @param ligne the conversation of the call, when the gateway knew it before (`lineOf`)
     * @throws Refusal ACTIVITE_DIFFERENTE when a turn is sent again with another content; CodedError STOCKAGE_INDISPONIBLE
     */
    async answer(vocal: TourVocal, ligne = lineOf(vocal, deps.key)): Promise<ReponseVocale> {
      if (vocal.genre === 'interruption' && !vocal.texte && !vocal.alternatives?.length) return LISTENING;
      const tour = toTour(vocal, ligne, deps);
      if (!tour) return NOTHING;
      const reponses = await deps.queue.run(ligne, (hold) => deps.assistant.handle({ ...tour, prise: hold })).catch(refused);
      return toReponseVocale(reponses, deps.transfert);
    },
    lineOf: (vocal: Pick<TourVocal, 'de' | 'appel' | 'fournisseur'>): string => lineOf(vocal, deps.key),
  };
}

/** The caller is gone: nothing is said, and what was said is kept already. */
const NOTHING: ReponseVocale = { dire: [], interruptible: true, fin: 'raccrocher' };

function refused(error: unknown): never {
  throw error instanceof CodedError && error.code === 'TOUR_DIFFERENT' ? new Refusal('ACTIVITE_DIFFERENTE') : error;
}

/** The caller begins to speak over the voice: what they say comes with the next turn. */
const LISTENING: ReponseVocale = toReponseVocale([], undefined);

const E164 = /^\+[1-9]\d{5,14}$/;
const numberOf = (de: string | undefined): string | null => {
  const compact = (de ?? '').replace(/[\s.-]/g, '');
  return E164.test(compact) ? compact : null;
};

const hashed = (key: string, text: string): string => keyedHash(key, text).toString('hex').slice(0, 40);

/** The conversation: that of the number, so that a call cut short is found again; that of the call when the number is hidden. */
const lineOf = ({ de, appel, fournisseur }: Pick<TourVocal, 'de' | 'appel' | 'fournisseur'>, key: string): string => {
  const numero = numberOf(de);
  return `tel:${hashed(key, numero === null ? `appel ${fournisseur} ${appel}` : `ligne ${numero}`)}`;
};

/** Whoever calls owns what this call opens, and nothing of another call: a number proves nobody. */
function toTour(vocal: TourVocal, conversation: string, { key, texteMax }: VoiceDeps): Tour | null {
  if (vocal.genre === 'raccroche') return null;
  const { fournisseur, appel } = vocal;
  const origin = {
    id: hashed(key, `tour ${fournisseur} ${appel} ${vocal.cleIdempotence}`), conversation, personne: `tel:${hashed(key, `appel ${fournisseur} ${appel}`)}`, canal: 'ivr' as const,
    appelant: numberOf(vocal.de), empreinte: hashed(key, contentOf(vocal)),
  };
  if (vocal.genre === 'debut') return { ...origin, genre: 'arrivee' };
  return { ...origin, genre: 'message', texte: '', fichiers: [], refus: [], ecoute: listened(vocal, texteMax) };
}

/** What makes a turn what it is: the same again may come with another date, or by another way. */
const contentOf = ({ genre, texte, alternatives, confiance, chiffres, tour }: TourVocal): string => JSON.stringify([tour, genre, texte ?? '', alternatives ?? [], confiance ?? null, chiffres ?? '']);

function listened({ genre, texte, alternatives, confiance, chiffres }: TourVocal, texteMax: number): Ecoute {
  if (genre === 'dtmf' && chiffres) return { genre: 'touches', chiffres };
  const first: Alternative[] = texte === undefined ? [] : [{ texte, confiance }];
  const others = (alternatives ?? []).filter((other) => other.texte !== texte);
  const heard = [...first, ...others].map((one) => ({ ...one, texte: cleanText(one.texte).slice(0, texteMax) })).filter((one) => one.texte.trim() !== '');
  if ((genre === 'enonce' || genre === 'interruption') && heard.length > 0) return { genre: 'parole', alternatives: ranked(heard, confidenceOfFirst(texte, alternatives)) };
  return { genre: 'silence' };
}

/** The text alone has no confidence when the alternatives give one for the same words. */
const confidenceOfFirst = (texte: string | undefined, alternatives: TourVocal['alternatives']): number | undefined => alternatives?.find((one) => one.texte === texte)?.confiance;

const ranked = ([first, ...others]: Alternative[], known: number | undefined): Alternative[] => (first ? [{ ...first, confiance: first.confiance ?? known }, ...others] : []);
