import { z } from 'zod';
import { SERVICES_EXPERTS } from './codes';
import type { ServiceExpert } from './codes';
import type { Dossier } from './dossier';
import { isSensitive } from './sensitive';

/** Who works at the desk, and what they may see. Rights come from the identity provider, by rules of the configuration. */

export const ROLES = ['expert', 'responsable', 'superviseur', 'auditeur', 'technique'] as const;
export type Role = (typeof ROLES)[number];
/** Roles that are held in a service; the others are national. */
const ROLES_DE_SERVICE: readonly Role[] = ['expert', 'responsable'];

export const droitSchema = z.object({ role: z.enum(ROLES), service: z.enum(SERVICES_EXPERTS).nullable() });
export type Droit = z.infer<typeof droitSchema>;

/** `id`: what signs acts and the journal; `prenom`: what people are told. `sensible`: may read violence and health. */
export const agentSchema = z.object({ id: z.string(), prenom: z.string(), droits: z.array(droitSchema), sensible: z.boolean() });
export type Agent = z.infer<typeof agentSchema>;

/** Who holds this value in this claim (a dotted path) gets this right. */
export type RegleRole = { claim: string; valeur: string; droit: Droit | 'sensible' };

const RULE = /^([\w.:/-]+?):(.+)=([a-z]+)(?:\/([A-Z]+))?$/s;

/**
 * Rules such as `groups:exp-habitat=expert/HABITAT; groups:audit=auditeur; groups:protege=sensible`.
 * @returns `null` when one cannot be read: an unknown role, or a service that is missing or not wanted
 */
export function parseRoleRules(text: string): RegleRole[] | null {
  const rules = text.split(';').map((one) => one.trim()).filter(Boolean).map(ruleOf);
  return rules.length > 0 && rules.every((rule) => rule !== null) ? rules : null;
}

function ruleOf(text: string): RegleRole | null {
  const [, claim, valeur, name, service = null] = RULE.exec(text) ?? [];
  if (claim === undefined || valeur === undefined || name === undefined) return null;
  if (name === 'sensible') return service === null ? { claim, valeur: valeur.trim(), droit: 'sensible' } : null;
  const droit = droitSchema.safeParse({ role: name, service });
  if (!droit.success || (droit.data.service !== null) !== ROLES_DE_SERVICE.includes(droit.data.role)) return null;
  return { claim, valeur: valeur.trim(), droit: droit.data };
}

type Claims = Readonly<Record<string, unknown>>;

/** What the claims of an identity give: nothing at all unless a rule says so. */
export function rightsOf(claims: Claims, regles: readonly RegleRole[]): Pick<Agent, 'droits' | 'sensible'> {
  const held = regles.filter(({ claim, valeur }) => valuesAt(claims, claim).includes(valeur)).map(({ droit }) => droit);
  const droits = held.flatMap((droit) => (droit === 'sensible' ? [] : [droit]));
  return { droits: droits.filter((one, i) => droits.findIndex((other) => other.role === one.role && other.service === one.service) === i), sensible: held.includes('sensible') };
}

function valuesAt(claims: Claims, path: string): string[] {
  // a claim may itself be named by an address, dots included
  const value = path in claims ? claims[path] : path.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), claims);
  if (typeof value === 'string') return value.includes(' ') ? [value, ...value.split(' ')] : [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const hasRole = ({ droits }: Agent, roles: readonly Role[]): boolean => droits.some(({ role }) => roles.includes(role));

/** Services in which the agent holds one of these roles: all four for a national one. In the order of the catalogue. */
export function servicesFor({ droits }: Agent, roles: readonly Role[]): ServiceExpert[] {
  const held = droits.filter(({ role }) => roles.includes(role));
  return SERVICES_EXPERTS.filter((service) => held.some((droit) => droit.service === null || droit.service === service));
}

export type Acces = 'ouvert' | 'protege' | 'aucun';

/**
 * Whether this agent may read, or act on, a dossier in one of these roles. `protege`: it is in their reach, but speaks of violence or
 * health, and they have no right to that.
 */
export function accessTo(dossier: Dossier, agent: Agent, roles: readonly Role[]): Acces {
  if (!servicesFor(agent, roles).includes(dossier.demande.service)) return 'aucun';
  return isSensitive(dossier) && !agent.sensible ? 'protege' : 'ouvert';
}
