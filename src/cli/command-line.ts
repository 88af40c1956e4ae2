import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CodedError } from '../domain/errors';
import { fill } from '../ops/fill';
import TEXTES from './command-line-textes.json';

/** The options of the tools. */
export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** @throws CodedError CONFIGURATION_INVALIDE naming what does not exist or lacks its value */
export function optionsOf<O extends Options>(options: O) {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    throw new CodedError('CONFIGURATION_INVALIDE', fill(TEXTES.option, { option: named(cause) }), { cause });
  }
}

/**
 * The same, with the words beside the options: a command and what it is about.
 * @param refused said instead of naming what is wrong
 * @throws CodedError CONFIGURATION_INVALIDE
 */
export function commandLine<O extends Options>(options: O, refused?: string) {
  try {
    return parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  } catch (cause) {
    throw new CodedError('CONFIGURATION_INVALIDE', refused ?? fill(TEXTES.option, { option: named(cause) }), { cause });
  }
}

/** What Node's message quotes first: the option, or the word in excess. */
const named = (cause: unknown): string => /'([^']+)'/.exec(String(cause))?.[1] ?? '?';
