import { readTuning } from '../../../intents/data';
import { neighbourhoods, type Heard } from '../../../intents/neighbours';
import { join } from 'node:path';
import { processorMsOf } from '../../support/work';

const heard = (texte: string, code = 'DTR', confidence = 0.5): Heard => ({ texte, codes: [{ code, confidence }] });

describe('neighbourhoods', () => {
  it('has none of nothing', () => {
    expect(neighbourhoods([])).toEqual([]);
  });

  it('puts copies and near copies together, the largest group first', () => {
    const groups = neighbourhoods([
      heard('mon vélo a disparu', 'OOS_AUTRE'), heard('où télécharger mon attestation de paiement', 'ATTESTATION'), heard('Où télécharger mon attestation de paiement ?', 'ATTESTATION'),
      heard('ou telecharger une attestation de paiement', 'ATTESTATION'),
    ]);

    expect(groups).toEqual([[1, 2, 3], [0]]);
  });

  it('keeps apart messages that only share a belief, or only some words', () => {
    expect(neighbourhoods([heard('girafe tondeuse'), heard('aspirateur violet'), heard('mon vélo', 'A'), heard('mon canapé', 'B')])).toHaveLength(4);
  });

  it('gives each message one group, whatever their order of arrival', () => {
    const messages = readTuning(join(__dirname, '..', '..', '..', 'intents', 'data')).slice(0, 200).map(({ text, code }) => heard(text, code));

    const groups = neighbourhoods(messages);

    expect(groups.flat().sort((a, b) => a - b)).toEqual(messages.map((_, i) => i));
    expect(groups.length).toBeLessThan(150);
  });

  it('takes five thousand messages, alike or not, in seconds', () => {
    const words = 'loyer prime dossier courrier erreur retard enfant garde bail revenu dette banque compte retenue appel'.split(' ');
    const messages = Array.from({ length: 5_000 }, (_, i) => heard(Array.from({ length: 12 }, (__, k) => words[(i * 7 + k * k * (i % 13)) % words.length]).join(' '), `C${i % 80}`));

    expect(processorMsOf(() => expect(neighbourhoods(messages).flat()).toHaveLength(5_000))).toBeLessThan(25_000);
  });
});
