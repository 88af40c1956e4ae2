import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import TEXTES from './command-line-textes.json';

/** The options of the tools. */
export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** @throws CodedError CONFIGURATION_INVALIDE naming what does not exist or lacks its value */
export const optionsOf = <O extends Options>(options: O) => parsed({ options }).values;

/**
 * The same, with the words beside the options: a command and what it is about.
 * @param refused said instead of naming what is wrong
 * @throws CodedError CONFIGURATION_INVALIDE
 */
export const commandLine = <O extends Options>(options: O, refused?: string) => parsed({ options, allowPositionals: true }, refused);

function parsed<C extends ParseArgsConfig>(config: C, refused?: string) {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new CodedError('CONFIGURATION_INVALIDE', refused ?? fill(TEXTES.option, { option: named(cause) }), { cause });
  }
}

/** What Node's message quotes first: the option, or the word in excess. */
const named = (cause: unknown): string => /'([^']+)'/.exec(String(cause))?.[1] ?? '?';
