import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nearestDifference } from '../../../src/cli/conversation-difference';
import { failureOf, summaryOf } from '../../../src/cli/conversation-report';
import { durationMs, instantOf, parseScripts } from '../../../src/cli/conversation-script';
import type { Ligne } from '../../../src/cli/conversation-script';
import { CodedError } from '../../../src/domain/errors';

const ROOT = join(__dirname, '..', '..', '..');

describe('parseScripts', () => {
  it('joins an indented line to the one before, and leaves remarks out', () => {
    const [script] = parseScripts('// note\n# Titre\nUsager : on me réclame\n   900 euros\n// note\nBot : un\n  Bot ≠ : deux\n', 'a.conv');

    expect(script).toMatchObject({
      titre: 'Titre',
      lignes: [{ numero: 3, genre: 'Usager', valeur: 'on me réclame 900 euros' }, { numero: 6, genre: 'Bot', valeur: 'un' }, { numero: 7, genre: 'Bot ≠', valeur: 'deux' }],
    });
  });

  it('reads the marks of a keyboard without ≠, and colons with or without space', () => {
    expect(parseScripts('# T\nBot != : a\nBot= : b\nChoix!=: c', 'a.conv')[0]?.lignes.map(({ genre, valeur }) => [genre, valeur])).toEqual([['Bot ≠', 'a'], ['Bot =', 'b'], ['Choix ≠', 'c']]);
  });

  it.each([
    ['Usagé : bonjour', /a\.conv:2 .*Vouliez-vous écrire « Usager :/],
    ['usager : bonjour', /Vouliez-vous écrire « Usager :/],
    ['Usager bonjour', /Vouliez-vous écrire « Usager :/],
    ['Bott : bonjour', /Vouliez-vous écrire « Bot :/],
    ['[cannal : web]', /Vouliez-vous écrire « \[canal :/],
    ['[question : piece', /Vouliez-vous écrire « \[question :/],
    ['[redemarrer]', /Vouliez-vous écrire « \[redémarrer\]/],
    ['[canal : minitel]', /s’écrit ainsi : \[canal : web\]/],
    ['[horloge : demain]', /s’écrit ainsi : \[horloge :/],
    ['[attendre : longtemps]', /s’écrit ainsi : \[attendre : 3 jours\]/],
    ['[brouillon : peut-être]', /s’écrit ainsi : \[brouillon : oui\]/],
    ['[dossier : service]', /s’écrit ainsi : \[dossier :/],
    ['Bot :', /s’écrit ainsi : Bot :/],
    ['il était une fois', /Une ligne peut commencer par : Usager, Bot/],
  ])('helps with « %s »', (line, message) => {
    expect(() => parseScripts(`# Titre\n${line}`, 'a.conv')).toThrow(message);
    expect(() => parseScripts(`# Titre\n${line}`, 'a.conv')).toThrow(CodedError);
  });

  it('says every faulty line at once, and that a title comes first', () => {
    expect(() => parseScripts('Usager : bonjour\n# T\nUsagé : x\nBoot : y', 'a.conv')).toThrow(/a\.conv:1 .*titre[\s\S]*a\.conv:3 [\s\S]*a\.conv:4 /);
    expect(() => parseScripts('', 'a.conv')).toThrow(/aucune conversation/);
  });
});

describe('instantOf', () => {
  it.each([
    ['2026-11-23 10:00', '2026-11-23T09:00:00.000Z'], ['2026-07-01T10:00', '2026-07-01T08:00:00.000Z'], ['2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00.000Z'],
  ])('reads %s in Paris', (text, iso) => {
    expect(instantOf(text)?.toISOString()).toBe(iso);
  });

  it('refuses what is no date', () => {
    expect([instantOf('demain'), instantOf('2026-13-45 10:00'), durationMs('3 ans'), durationMs('2 heures')]).toEqual([null, null, null, 7_200_000]);
  });
});

describe('nearestDifference', () => {
  it('shows the nearest passage said, the words in common marked in both', () => {
    expect(nearestDifference('payées le 6 du mois', ['Bonjour à vous.', 'Elles sont **payées** le 5 du mois. Comptez un délai.'])).toEqual({
      attendu: '‹payées le› 6 ‹du mois›', proche: 'Elles sont ‹payées le› 5 ‹du mois.›',
    });
  });

  it('is silent when nothing is near', () => {
    expect(nearestDifference('allocation', ['Bonjour.'])).toBeNull();
  });
});

describe('the report', () => {
  const ligne: Ligne = { numero: 12, genre: 'Choix', valeur: 'Oui merci' };

  it('gives the line, what was expected, everything said and the choices', () => {
    const text = failureOf({ ligne, raison: 'choix', attendu: 'Oui merci', obtenu: '', reponses: [{ texte: 'Est-ce clair ?', choix: [{ titre: 'Oui, merci', valeur: 'oui' }] }] }, 'a.conv');

    expect(text).toMatch(/a\.conv:12 {2}Choix : Oui merci[\s\S]*devait être proposé[\s\S]*‹Oui, merci›[\s\S]*Est-ce clair \?[\s\S]*choix proposés : Oui, merci/);
  });

  it('counts', () => {
    const script = { fichier: 'a.conv', titre: 't', lignes: [] };
    const lost = { script, echanges: [], echec: { ligne, raison: 'silence', attendu: '', obtenu: '', reponses: [] } as const };

    expect(summaryOf([{ script, echanges: [], echec: null }, { script, echanges: [], echec: null }, { ...lost, echec: { ...lost.echec, reponses: [] } }])).toBe('2 scripts réussis, 1 en échec');
  });
});

describe('npm run converse', () => {
  const converse = (args: readonly string[], input = '') => spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/converse.ts', ...args], { cwd: ROOT, input, encoding: 'utf8' });
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'converse-')), 'essai.conv');
    writeFileSync(path, text);
    return path;
  };

  it('passes on what holds, fails on what does not, and shows the difference', () => {
    const path = file('# Juste\nUsager : merci\nBot : je suis là\n# Faux\nUsager : merci\nBot : je suis ici\n');

    const all = converse([path]);
    const one = converse([path, '--only', 'juste', '--verbose']);

    expect(all).toMatchObject({ status: 1, stdout: expect.stringMatching(/✓ Juste[\s\S]*✗ Faux[\s\S]*essai\.conv:6[\s\S]*‹je suis› là[\s\S]*1 script réussi, 1 en échec/) });
    expect(one).toMatchObject({ status: 0, stdout: expect.stringMatching(/Usager : merci\n\s+Bot : Merci à vous[\s\S]*1 script réussi, 0 en échec/) });
  });

  it('records a run that can be played again', () => {
    const recorded = converse(['--record', '--now', '2026-11-26 10:00'], 'quand suis-je payé ?\n[attendre : 2 heures]\noui merci\n');

    expect(recorded).toMatchObject({ status: 0, stdout: expect.stringMatching(/^# [\s\S]*Usager : quand suis-je payé \?\nBot : Les prestations[\s\S]*Choix : Oui, merci\nChoix : Non\n\[attendre : 2 heures\]\nUsager : oui merci\nBot : Très bien/) });
    expect(converse([file(recorded.stdout)])).toMatchObject({ status: 0 });
  });

  it('says how to use it, what it cannot read, and what it cannot find', () => {
    expect(converse([])).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run converse -- <fichier.conv>') });
    expect(converse(['absent.conv'])).toMatchObject({ status: 1, stderr: expect.stringMatching(/SCRIPT_ILLISIBLE.*absent\.conv/) });
    expect(converse([file('# A\nUsager : merci'), '--only', 'zzz'])).toMatchObject({ status: 1, stderr: expect.stringContaining('zzz') });
  });
});
