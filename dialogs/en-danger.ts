import danger from './contenu/danger.json';
import { mentions, placesOf, words } from './lecture';

/** Who is in danger, as the words tell it (DOSSIER §3.4): the line to call first depends on it. */

/** A child or a young person: the speaker, or one told of while nobody says that it is done to them. */
export const isChildInDanger = (said: string): boolean => {
  const ages = agesDits(said);
  if (ages.some(({ age, deSoi }) => deSoi && age < MAJORITE)) return true;
  if (mentions(said, danger.mineurs)) return true;
  if (ages.some(({ age }) => age >= MAJORITE) || isDoneToMe(said)) return false;
  return ages.some(({ age }) => age < MAJORITE) || mentions(said, danger.enfants);
};

/** Signs that a child is hurt, in words that frighten less when said of an adult. */
export const tellsOfHurtChild = (said: string): boolean => isChildInDanger(said) && mentions(said, danger.maltraitance);

/** Told of people with whom the speaker does not live: nobody reads their messages. */
export const isWitness = (said: string): boolean => mentions(said, danger.autrui) && !isDoneToMe(said) && !mentions(said, danger.chezMoi);

/** Someone close, and not the speaker, is said to want to die or to have taken something. */
export function isAboutSomeone(said: string): boolean {
  const spoken = words(said);
  if (!mentions(said, danger.actes)) return false;
  return danger.proches.some((form) => {
    const cut = form.split(' ');
    return placesOf(spoken, cut).some((at) => !spoken.slice(at + cut.length, at + cut.length + NEXT).some((word) => danger.soi.includes(word)) && actAfter(spoken.slice(at + cut.length)));
  });
}

const NEXT = 3;
const ACT_WITHIN = 12;

/** The act is told before the speaker comes back to themselves. */
function actAfter(rest: readonly string[]): boolean {
  const own = rest.findIndex((word) => word === 'je' || word === 'j');
  return mentions(rest.slice(0, own < 0 ? ACT_WITHIN : Math.min(own, ACT_WITHIN)).join(' '), danger.actes);
}

/** No roof now, not in a week. */
export const isRoofless = (said: string): boolean => mentions(said, danger.sansToit) && !mentions(said, danger.bientot);

const MAJORITE = 18;

function isDoneToMe(said: string): boolean {
  const rest = danger.pasSurMoi.reduce((left, form) => left.replaceAll(` ${form} `, ' '), ` ${words(said).join(' ')} `);
  return danger.surMoi.some((form) => rest.includes(` ${form} `));
}

/** "j'ai 15 ans", "ma copine de 16 ans", never "depuis 15 ans". */
const agesDits = (said: string): { age: number; deSoi: boolean }[] =>
  [...words(said).join(' ').matchAll(/(?<!\by )\b(j ai|jai|g|de|a|ai|age de|agee de) (\d{1,2}) ans?\b/g)].map(([, before, age]) => ({ age: Number(age), deSoi: before === 'j ai' || before === 'jai' || before === 'g' }));
