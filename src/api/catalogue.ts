import type { z } from 'zod';
import type { Contenu } from '../../dialogs/contenu';
import { MOTIFS, PRESTATIONS, SERVICES_EXPERTS } from '../domain/codes';
import { prestationInfo, serviceInfo } from '../domain/routing';
import type { intentionsSchema, motifsSchema, prestationsSchema, servicesSchema } from './schemas';

/** The vocabularies that requests speak: codes, what they mean, and what each motif asks. */

export const motifsView = ({ motifs }: Contenu): z.infer<typeof motifsSchema> => ({
  motifs: MOTIFS.map((code) => {
    const { libelle, aide, sousMotifs, questions, questionsRecours } = motifs[code];
    return {
      code, libelle, aide, sousMotifs: sousMotifs.map((one) => ({ code: one.code, libelle: one.libelle })),
      questions: [...questions, ...questionsRecours].map((q) => ({ code: q.id, texte: q.texte, type: q.type, choix: (q.choix ?? []).map(({ valeur }) => valeur) })),
    };
  }),
});

export const prestationsView = (): z.infer<typeof prestationsSchema> => ({
  prestations: PRESTATIONS.map((code) => {
    const { nom, service } = prestationInfo(code);
    return { code, nom, service: service === 'AUCUN' ? null : service };
  }),
});

export const servicesView = (): z.infer<typeof servicesSchema> => ({
  services: SERVICES_EXPERTS.map((code) => {
    const { nomLong, description, competences } = serviceInfo(code);
    return { code, nom: nomLong, description, competences };
  }),
});

export const intentionsView = ({ reponses }: Contenu): z.infer<typeof intentionsSchema> => ({
  intentions: Object.entries(reponses).map(([code, { source }]) => ({ code, groupe: code.startsWith('OOS_') ? 'hors-perimetre' : 'simple', source })),
});
