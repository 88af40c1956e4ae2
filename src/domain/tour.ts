import type { Canal, Langue } from './codes';
import type { LectureFichier } from './file-reading';

/**
 * One thing a person did in a conversation, as any channel hands it to `app/handle-message`.
 * `id` is the channel's own message id: the same id twice gets the same replies and no second effect.
 */
export type Tour = {
  id: string;
  conversation: string;
  /** Channel identity of the person: owns the dossiers opened here. */
  personne: string;
  canal: Canal;
  /**
   * Number under which the conversation was taken, greater each time: a state written under a greater one is not written over by this
   * turn, whose process was thought to be gone. Absent: nothing is checked.
   */
  prise?: number;
  /** The channel keeps the replies on the disk of the same store before it shows them. */
  reponsesGardees?: true;
  /** Who acts, in the directory of a partner's organisation (`aad:<uuid>`): kept in the dossier's history. */
  acteur?: string;
  /**
   * A telephone call only: the number that the network announces, E.164; null when it is hidden. It can be forged, so it identifies nobody;
   * a person may choose to be called back there.
   */
  appelant?: string | null | undefined;
  /** What the channel received, hashed: the same id with another content is refused. */
  empreinte?: string | undefined;
} & (
  | { genre: 'arrivee' }
  | { genre: 'message'; texte: string; fichiers: FichierRecu[]; refus: RefusFichier[]; /** By telephone, in the place of `texte`. */ ecoute?: Ecoute | undefined }
  /** A card button: `action` and its fields come from the card we made, but are checked again. */
  | { genre: 'action'; action: string; valeurs: Record<string, string> }
);

/** What a telephone call gives instead of a text. */
export type Ecoute =
  /** What speech recognition may have heard, likelier first. `confiance`: the recogniser's own, 0 to 1; absent when it gives none. */
  | { genre: 'parole'; alternatives: readonly Alternative[] }
  | { genre: 'touches'; chiffres: string }
  | { genre: 'silence' };
export type Alternative = { texte: string; confiance?: number | undefined };

/** A file already checked and stored by the channel (see `stores` files): only its description travels. */
export type FichierRecu = { id: string; nom: string; typeMime: string; octets: number; sha256: string; lecture?: LectureFichier | undefined };

/** Reasons for which a file is not kept: stable codes, each with its sentence `fichier.<raison>` and its line in ERRORS.md. */
export const RAISONS_REFUS = [
  'vide', 'taille', 'type', 'nombre', 'illisible', 'protege', 'actif', 'pages', 'dimensions', 'bombe', 'melange', 'virus', 'antivirus', 'quota-jour', 'quota-demande', 'telechargement',
] as const;
export type RaisonRefus = (typeof RAISONS_REFUS)[number];

/** Why a file was not kept; the assistant says it in French. `nom` is the cleaned file name, `limite` the limit that was passed (octets or pages). */
export type RefusFichier = { nom: string; raison: RaisonRefus; limite?: number | undefined };

/** One message of the assistant. Plain text always says everything; choices and card make it easier. */
export type Reponse = {
  texte: string;
  /** Shown with the card, which says the rest; `texte` where cards are not drawn. */
  court?: string;
  /** What is said aloud instead of `texte`, when it differs. */
  oral?: string;
  choix?: Choix[];
  carte?: Carte;
  /** A page of this server; the channel makes it an address that the person can open, or leaves it out. */
  lien?: { titre: string; chemin: string };
  /** Hints for the channel. `quitter`: show the quick-exit button (violence). */
  mode?: 'discret';
  /** The language of `texte` when it is not French: read aloud and written in its own direction. */
  langue?: Langue;
  /** On the telephone, said to its end: a number, a code, a legal notice. */
  ferme?: true;
  /** On the telephone, how many digits the keypad may give; absent, one. */
  touches?: number;
  /** On the telephone, how the call ends once this is said. */
  fin?: 'raccrocher' | 'transfert';
};

/** A suggested answer: pressing it sends `valeur` as if typed. */
export type Choix = { titre: string; valeur: string };

/** A card without any channel's format; `channels/cards` draws it as an Adaptive Card. */
export type Carte = {
  genre: 'recap' | 'services' | 'pieces' | 'accuse' | 'suivi' | 'motifs' | 'expose';
  /** The dossier that was just opened. */
  reference?: string;
  titre: string;
  intro?: string;
  /** Rows with an optional button ("Modifier"). */
  lignes: { libelle: string; valeur: string; bouton?: Bouton }[];
  /** Options the person picks from, each with its description (services with their competences). */
  options?: { titre: string; description: string; bouton: Bouton; choisi?: boolean }[];
  /** A drop-down with one button ("Valider") that sends `action` with `{ [nom]: value }`. */
  liste?: { nom: string; libelle: string; options: { titre: string; valeur: string }[]; bouton: Bouton };
  boutons: Bouton[];
};

/** `action` and `valeurs` come back as a Tour of genre `action`. */
export type Bouton = { titre: string; action: string; valeurs?: Record<string, string>; style?: 'principal' | 'danger' };
