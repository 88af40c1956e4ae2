import type { Depose } from '../../app/calls/deposit';
import { formatCallCode } from '../../domain/call-code';

/** What an integrator gets for a transcript: the draft's id, the code that the agent tells, what was understood and how surely. No words. */
export function depositAnswer({ garde: { id, brouillon, codeFinLe }, code }: Depose): object {
  const { motif, prestation, service, priorite, drapeaux, autres, caviardee, voixInconnues } = brouillon;
  const read = { motif, prestation, service, priorite };
  const of = <V>(pick: (one: NonNullable<(typeof read)[keyof typeof read]>) => V) => Object.fromEntries(Object.entries(read).map(([name, one]) => [name, one && pick(one)]));
  return {
    brouillon: id, code: code === null ? null : formatCallCode(code), codeFinLe: code === null ? null : codeFinLe,
    ...of(({ valeur }) => valeur), drapeaux: drapeaux.map(({ valeur }) => valeur), autres: autres.map(({ valeur }) => valeur), caviardee, voixInconnues,
    confiances: of(({ confiance }) => confiance), segments: of(({ segment }) => segment),
  };
}
