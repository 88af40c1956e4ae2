import type { ContexteTelephone } from '../../dialogs/events';
import { formatLong } from '../domain/calendar';
import { isOpenAt, nextSlots, type PhoneHours, type Slot } from '../domain/phone-hours';
import type { Tour } from '../domain/tour';
import TEXTES from './telephone-textes.json';

/** `transfert`: a number is set to pass calls on to; `rappels`: calls back are made. */
export type TelephoneSettings = { transfert: boolean; rappels: boolean; heures: PhoneHours };

/** With « pas de rappel », what can be said in one breath. */
const CRENEAUX = 2;

/** What a call may be offered at this instant; undefined for what is no call. */
export function telephoneOf({ appelant, personne: appel }: Tour, now: Date, { telephone, alsaceMoselle }: { telephone?: TelephoneSettings | undefined; alsaceMoselle: boolean }): ContexteTelephone | undefined {
  if (appelant === undefined) return undefined;
  if (!telephone) return { appel, appelant, transfert: false, creneaux: [] };
  const { transfert, rappels, heures } = telephone;
  return {
    appel, appelant, transfert: transfert && isOpenAt(now, heures, alsaceMoselle),
    creneaux: rappels ? nextSlots(now, heures, CRENEAUX, alsaceMoselle).map((slot) => ({ ...slot, dit: slotSaid(slot) })) : [],
  };
}

/** "le jeudi 26 novembre, le matin", without the year. */
const slotSaid = ({ date, moment }: Slot): string => TEXTES.creneau.replace('{date}', formatLong(date).replace(/ \d{4}$/, '')).replace('{moment}', TEXTES[moment]);
