import type { Etat, Voix } from '../state';

/** The call in the state of a conversation. */
const VOIX: Voix = { appel: '', options: [], reste: [], silences: 0, aConfirmer: [], faits: [], gardes: [] };

export const voixOf = ({ voix }: Etat): Voix => voix ?? VOIX;
export const withVoix = (etat: Etat, changes: Partial<Voix>): Etat => ({ ...etat, voix: { ...voixOf(etat), ...changes } });
