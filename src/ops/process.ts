import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Whether this process number is running here; true too when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Names the place where process numbers mean the same thing: this machine, or this container. */
export const processSpace = (): string => `${hostname()} ${pidNamespace()}`;

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** When this process began, in milliseconds: what an earlier one of the same number did came before. */
export const processStartMs = (): number => performance.timeOrigin;
