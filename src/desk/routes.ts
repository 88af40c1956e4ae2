import type { Role } from '../domain/agent';

/**
 * Who may do what at the desk: every route, with the roles that open it. The server mounts exactly these and checks each request
 * against them; a test walks every route in every role. What one may read of a given dossier comes after (domain/agent, `accessTo`).
 */

const READERS = ['expert', 'responsable', 'superviseur', 'auditeur'] as const satisfies readonly Role[];
const EXPERTS = ['expert', 'responsable'] as const satisfies readonly Role[];
const MANAGERS = ['responsable', 'superviseur'] as const satisfies readonly Role[];
const WORKERS = ['expert', 'responsable', 'superviseur'] as const satisfies readonly Role[];
const EVERYONE = [...READERS, 'technique'] as const satisfies readonly Role[];

export type DeskRoute = { methode: 'GET' | 'POST'; chemin: string; roles: readonly Role[] };

const DOSSIER = '/bureau/dossier/:reference';

export const ROUTES = {
  file: { methode: 'GET', chemin: '/bureau', roles: READERS },
  dossier: { methode: 'GET', chemin: DOSSIER, roles: READERS },
  etat: { methode: 'GET', chemin: `${DOSSIER}/etat`, roles: READERS },
  lecteur: { methode: 'GET', chemin: `${DOSSIER}/document/:fichier`, roles: READERS },
  telecharger: { methode: 'GET', chemin: `${DOSSIER}/telecharger/:fichier`, roles: READERS },

  prendre: { methode: 'POST', chemin: `${DOSSIER}/prendre`, roles: EXPERTS },
  liberer: { methode: 'POST', chemin: `${DOSSIER}/liberer`, roles: WORKERS },
  reaffecter: { methode: 'POST', chemin: `${DOSSIER}/reaffecter`, roles: MANAGERS },
  complement: { methode: 'POST', chemin: `${DOSSIER}/complement`, roles: EXPERTS },
  note: { methode: 'POST', chemin: `${DOSSIER}/note`, roles: WORKERS },
  reponse: { methode: 'POST', chemin: `${DOSSIER}/reponse`, roles: EXPERTS },
  requalifier: { methode: 'POST', chemin: `${DOSSIER}/requalifier`, roles: WORKERS },
  reorienter: { methode: 'POST', chemin: `${DOSSIER}/reorienter`, roles: WORKERS },
  rouvrir: { methode: 'POST', chemin: `${DOSSIER}/rouvrir`, roles: WORKERS },
  correction: { methode: 'POST', chemin: `${DOSSIER}/correction`, roles: WORKERS },

  pilotage: { methode: 'GET', chemin: '/bureau/pilotage', roles: MANAGERS },
  coefficients: { methode: 'POST', chemin: '/bureau/pilotage/coefficients', roles: MANAGERS },
  rapport: { methode: 'GET', chemin: '/bureau/rapport', roles: [...MANAGERS, 'auditeur'] },
  exemples: { methode: 'GET', chemin: '/bureau/exemples.jsonl', roles: ['superviseur'] },
  journal: { methode: 'GET', chemin: '/bureau/journal', roles: ['auditeur'] },
  journalCsv: { methode: 'GET', chemin: '/bureau/journal.csv', roles: ['auditeur'] },
  technique: { methode: 'GET', chemin: '/bureau/technique', roles: ['technique'] },
  sortir: { methode: 'POST', chemin: '/bureau/sortir', roles: EVERYONE },
} as const satisfies Record<string, DeskRoute>;

export type RouteId = keyof typeof ROUTES;
