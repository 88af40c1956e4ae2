import { etatInitial, etatSchema } from '../../../dialogs/state';

describe('etatSchema', () => {
  it('reads a conversation stored before languages were remembered', () => {
    const { langues: _langues, ...before } = etatInitial(new Date('2026-11-23T10:00:00+01:00'));

    expect(etatSchema.parse(before).langues).toEqual([]);
  });
});
