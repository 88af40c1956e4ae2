import { CodedError } from '../../../src/domain/errors';
import { createLogger } from '../../../src/ops/log';

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger('info', { write: (line) => lines.push(line) }));
  return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
}

describe('createLogger', () => {
  it('writes one JSON line with its event, its level and the time', () => {
    expect(logged((log) => log.warn({ tours: 3 }, 'tours-repris'))).toEqual({ level: 'warn', time: expect.stringMatching(/^\d{4}-.+Z$/), tours: 3, msg: 'tours-repris' });
  });

  it('masks every text, however deep', () => {
    const line = logged((log) => log.info({ a: { b: ['FR76 3000 6000 0112 3456 7890 189', 'moi@exemple.fr'] } }, 'appel au 06 12 34 56 78'));

    expect(JSON.stringify(line)).not.toMatch(/3000|moi@exemple|06 12/);
  });

  it('of an error keeps the code, the name and where it was thrown; never its message', () => {
    const error = new CodedError('STOCKAGE_INDISPONIBLE', 'la personne a écrit : je m’appelle Zoé', { cause: new Error('Zoé aussi') });
    const line = logged((log) => log.error({ error }, 'tour-en-panne'));

    expect(line).toMatchObject({ error: { code: 'STOCKAGE_INDISPONIBLE', name: 'CodedError', at: expect.stringMatching(/^log\.test\.ts:\d+:\d+$/), cause: { code: 'INCONNUE' } } });
    expect(JSON.stringify(line)).not.toContain('Zoé');
  });

  it('is silent below its level', () => {
    expect(logged((log) => log.debug({}, 'x'))).toEqual({});
  });
});
