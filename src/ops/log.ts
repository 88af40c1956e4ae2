import pino from 'pino';
import { maskForLog } from './masking';
import { requestFields } from './request-context';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (fields: Record<string, unknown>, event: string) => void;

/** One JSON line per event. Every text is masked on the way out; a line written for an HTTP request says which (`requete`); an error leaves only its code, its name and where it was thrown. */
export interface Logger {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

type Sink = { write(line: string): void };

/**
 * @param sink where lines go; the process's standard error by default, so that standard output stays for people
 * @param common what every line carries
 */
export function createLogger(level: LogLevel, sink: Sink = pino.destination({ dest: 2, sync: true }), common: Readonly<Record<string, string>> = {}): Logger {
  const base = pino({ level, base: { ...common }, mixin: requestFields, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, sink);
  const writer = (name: Exclude<LogLevel, 'silent'>): Write => (fields, event) => base[name](masked(fields), maskForLog(event));
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
}

/** For tests and command-line tools. */
export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function masked(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, maskedValue(value)]));
}

function maskedValue(value: unknown): unknown {
  if (typeof value === 'string') return maskForLog(value);
  if (value instanceof Error) return describeError(value);
  if (Array.isArray(value)) return value.map(maskedValue);
  if (typeof value === 'object' && value !== null) return masked({ ...value });
  return value;
}

/** A message may quote what a person wrote: it is never logged. */
function describeError(error: Error): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INCONNUE';
  return { code, name: error.name, at: firstFrame(error.stack), ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}) };
}

const firstFrame = (stack = ''): string | undefined => /^\s+at .*?([^/\\(]+:\d+:\d+)\)?$/m.exec(stack)?.[1];
