import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha1Hex } from '../../ops/hash';

/** A Lua script: every key it touches is passed to it and has the same tag, so that Redis Cluster can run it. */
export type Script = { name: string; text: string; sha: string };

const lua = (name: string): string => readFileSync(join(__dirname, 'lua', `${name}.lua`), 'utf8');

function script(name: string, ...parts: string[]): Script {
  const text = [...parts, name].map(lua).join('\n');
  return { name, text, sha: sha1Hex(text) };
}

export const SCRIPTS = {
  recordPut: script('record-put', 'rang', 'deposit'),
  recordDrop: script('record-drop'),
  claim: script('claim'),
  limitCount: script('limit-count'),
  outboxPut: script('outbox-put', 'rang', 'deposit'),
  outboxPeek: script('outbox-peek'),
  outboxTake: script('outbox-take'),
  outboxAck: script('outbox-ack'),
  outboxPostpone: script('outbox-postpone'),
  outboxForget: script('outbox-forget'),
  outboxRestore: script('outbox-restore', 'rang'),
  stateSave: script('state-save'),
  conversationCreate: script('conversation-create'),
  activityAppend: script('activity-append', 'append'),
  activityRead: script('activity-read'),
  turnAccept: script('turn-accept', 'append', 'oldest', 'take'),
  turnTake: script('turn-take', 'oldest', 'take'),
  turnHold: script('turn-hold', 'oldest'),
  turnNext: script('turn-next', 'append', 'oldest'),
  turnRenew: script('turn-renew'),
  turnRelease: script('turn-release'),
  conversationDrop: script('conversation-drop'),
  conversationForget: script('conversation-forget'),
  journalAdd: script('journal-add', 'rang'),
  taskTake: script('task-take'),
  taskFinish: script('task-finish'),
  erasureBegin: script('erasure-begin'),
  erasureEnd: script('erasure-end'),
  threadSave: script('thread-save'),
  threadMark: script('thread-mark'),
  threadWelcome: script('thread-welcome'),
  counterAdd: script('counter-add'),
  deskClaimTake: script('desk-claim-take'),
  deskClaimGive: script('desk-claim-give'),
  deskClaimDrop: script('desk-claim-drop'),
  deskSessionPut: script('desk-session-put'),
  deskSessionDrop: script('desk-session-drop'),
} as const;
