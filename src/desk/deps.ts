import type { Contenu } from '../../dialogs/contenu';
import type { ActDeps } from '../app/act-on-dossier';
import type { FileLinks } from '../app/files/links';
import type { DeskStore } from '../stores/desk-store';
import type { Store } from '../stores/store';

/** What the desk works with. `priseMinutes`: life of a claim after the last act; `sel`, `revueJours`: as in app/review. */
export type DeskDeps = ActDeps & {
  store: Store;
  desk: DeskStore;
  links: FileLinks;
  contenu: Contenu;
  sel: string;
  revueJours: number;
  priseMinutes: number;
  capacite: number;
};
