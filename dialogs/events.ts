import type { BrouillonAppel } from '../src/domain/appel';
import type { Canal, Drapeau, ServiceExpert } from '../src/domain/codes';
import type { Comprehension, Entite } from '../src/domain/comprehension';
import type { Durees } from '../src/domain/conservation';
import type { DemandeConfirmee, Dossier } from '../src/domain/dossier';
import type { Charge } from '../src/domain/estimate';
import type { Acte } from '../src/domain/lifecycle';
import type { MessageARevoir } from '../src/domain/review';
import type { FichierRecu, RefusFichier, Reponse } from '../src/domain/tour';
import type { Contenu } from './contenu';
import type { Etat } from './state';

/** Why dossiers are looked for; absent, to tell where they stand. */
export type BesoinDossier = 'completer' | 'noter' | 'annuler';
/** `relancer`: for who complains of waiting; `rester`: for who gave up a draft, and may mean a demande already sent. */
export type BesoinListe = BesoinDossier | 'relancer' | 'rester';

/** Acts that a person may do from the conversation. */
export type ActeUsager = Extract<Acte, { genre: 'completer' | 'noter' | 'rouvrir' | 'annuler' }>;

/** What happened, as a dialog sees it. From `dossier-ouvert` on, they answer an effect. */
export type Evenement =
  | { genre: 'arrivee' }
  | {
      genre: 'message';
      /** Masked words of the person. */
      texte: string;
      comprehension: Comprehension;
      fichiers: FichierRecu[];
      refus: RefusFichier[];
      masques: readonly NatureMasquee[];
      /** By telephone, heard well enough to go on, but not to be sure: what was heard is said again. */
      aRedire?: true | undefined;
    }
  /** By telephone: nothing was said, a key means nothing here, or the other options, or the last words again, are wanted. */
  | { genre: 'relance'; cause: 'silence' | 'touche' | 'suite' | 'repeter' }
  /** By telephone: what was heard must be confirmed before anything is done with it; `textes`: its readings, the likelier first. */
  | { genre: 'a-confirmer'; textes: readonly string[]; faits: readonly Entite[] }
  | { genre: 'mal-entendu' }
  | { genre: 'action'; action: string; valeurs: Record<string, string> }
  /** `code`: the tracking code, to say this once; null when there is none to say. */
  | { genre: 'dossier-ouvert'; dossier: Dossier; code: string | null }
  | { genre: 'dossier-trouve'; dossier: Dossier; pour?: BesoinDossier | undefined }
  | { genre: 'dossier-inconnu'; reference: string }
  | { genre: 'dossiers-listes'; dossiers: Dossier[]; pour?: BesoinListe | undefined }
  | { genre: 'acte-fait'; dossier: Dossier; acte: ActeUsager }
  /** The state of the dossier forbids it: nothing was changed. */
  | { genre: 'acte-refuse'; reference: string; acte: ActeUsager }
  /** `essais`: wrong codes so far in this conversation. */
  | { genre: 'code-refuse'; reference: string; essais: number }
  | { genre: 'code-donne'; reference: string; code: string }
  /** Another code was asked for none, or for several dossiers. */
  | { genre: 'code-a-preciser'; references: string[] }
  /** One page of the person's own deposits; `depuis`: rank of the first one, from 0. */
  | { genre: 'depots-listes'; dossiers: Dossier[]; depuis: number; total: number }
  /** A call code that opens nothing; `trop`: too many tries. */
  | { genre: 'appel-refuse'; trop: boolean }
  | { genre: 'appel-a-verifier'; appel: string; essais: number }
  /** `complet`: who claims it knew what only the caller knows. */
  | { genre: 'appel-repris'; appel: BrouillonAppel; complet: boolean }
  /** For how many dossiers e-mails were on. */
  | { genre: 'courriels-arretes'; nombre: number };

export type NatureMasquee = 'nir' | 'iban' | 'carte' | 'mot_de_passe';
export type EvenementMessage = Extract<Evenement, { genre: 'message' }>;

/** The person said that they do not mean to die, after an alert: said to the same human, who judges. */
export const DEMENTI = 'detresse-dementie';

/** What a step asks the application to do. Those about a dossier come back as an event in the same turn. */
export type Effet =
  | { genre: 'ouvrir-dossier'; rang: number; demande: DemandeConfirmee; /** The dossier it goes with. */ lie?: string }
  | { genre: 'chercher-dossier'; reference: string; pour?: BesoinDossier }
  | { genre: 'lister-dossiers'; pour?: BesoinListe }
  | { genre: 'lister-depots'; depuis: number }
  | { genre: 'agir-dossier'; reference: string; acte: ActeUsager }
  | { genre: 'ouvrir-suivi'; reference: string; code: string; essais: number }
  /** `reference`: null for the only dossier of this person. */
  | { genre: 'nouveau-code'; reference: string | null }
  | { genre: 'arreter-courriels' }
  | { genre: 'reprendre-appel'; code: string }
  /** `chiffres`: null when the person does not know them. */
  | { genre: 'verifier-appel'; appel: string; chiffres: string | null; essais: number }
  /** The person read their address back and said yes. */
  | { genre: 'noter-courriel'; reference: string; email: string }
  | { genre: 'supprimer-fichiers'; fichiers: string[] }
  /** A human must know: recorded in the outbox, without the person's words. */
  | { genre: 'alerter'; nature: Drapeau | 'humain' | typeof DEMENTI }
  /** Someone of the trade should read this message again (`revue.ts`); forgetting deletes what was kept of this conversation. */
  | { genre: 'a-revoir'; message: MessageARevoir }
  | { genre: 'oublier-revue' }
  /** A person asks to be called back, at the number they gave. */
  | { genre: 'demander-rappel'; creneau: string; numero: string }
  /** Nothing said before this turn is kept, nor the files that no dossier has. */
  | { genre: 'oublier-conversation' };

export type Resultat = { etat: Etat; reponses: Reponse[]; effets: Effet[] };

/** Everything a step may read besides the state and the event. */
export type Contexte = {
  now: Date;
  /** `YYYY-MM-DD`, Europe/Paris. */
  today: string;
  canal: Canal;
  contenu: Contenu;
  /** Workload of each service, for the estimate shown before confirming (DOSSIER §8.5). */
  charge: Record<ServiceExpert, Charge>;
  alsaceMoselle: boolean;
  /** E-mails can be sent. */
  courriel?: boolean;
  /** How long data are kept; those of the catalogue when absent. */
  durees?: Durees;
  /** In a telephone call only. */
  telephone?: ContexteTelephone | undefined;
};

/** A half-day on which someone may be called back; `dit`: as it is said. */
export type Creneau = { date: string; moment: 'matin' | 'apres-midi'; dit: string };

/** `appel`: this call, among those of one number. `transfert`: somebody answers now; `creneaux`: when a call back is possible, soonest first; `appelant`: the number that calls, E.164, if it is shown. */
export type ContexteTelephone = { appel: string; transfert: boolean; creneaux: readonly Creneau[]; appelant: string | null };

