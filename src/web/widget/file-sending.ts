import type { OutgoingActivity } from './activity';
import { el } from './dom';
import { MAX_FILES } from './files';
import type { Sessions } from './session';
import { t } from './texts';
import type { Bubble } from './transcript';
import { upload, type UploadResult } from './upload';

type Deps = { serveur: string; sessions: Sessions; maxMo: number; say: (text: string) => void; onGone: () => void };

/** One message with files on its way: bar, cancel, then what went wrong in clear and a way to try again. */
export class FileSending {
  private readonly bar = el('progress', { max: 100, value: 0, attrs: { 'aria-label': t('envoiProgression') } });
  private readonly label = el('span', { className: 'etat' });
  private readonly root = el('div', { className: 'envoi' });
  private renewed = false;
  private over = false;
  private cancelRequest: () => void = () => undefined;

  constructor(private readonly activity: OutgoingActivity, private readonly files: File[], private readonly bubble: Bubble, private readonly deps: Deps) {
    bubble.foot.append(this.root);
  }

  async start(): Promise<void> {
    this.progress(0);
    const result = await this.attempt();
    if (this.over) return;
    if (result.kind === 'refused' && [401, 403].includes(result.status) && !this.renewed) return this.startAgain();
    if (result.kind === 'sent') return this.finish(t('envoiReussi'));
    if (result.kind === 'cancelled') return this.forget(t('envoiAnnule'));
    this.fail(reason(result, this.deps.maxMo), result.kind === 'network' || result.status >= 500 || result.status === 429);
  }

  /** The server's echo came: it has the files, whatever became of our request. */
  finish(said?: string): void {
    if (this.over) return;
    this.over = true;
    removeEventListener('beforeunload', warn);
    this.root.remove();
    if (said) this.deps.say(said);
  }

  /** The conversation is left: nothing more to say about this one. */
  cancel(): void {
    this.finish();
    this.cancelRequest();
  }

  private startAgain(): Promise<void> {
    this.renewed = true;
    this.deps.sessions.expire();
    return this.start();
  }

  private async attempt(): Promise<UploadResult> {
    addEventListener('beforeunload', warn);
    try {
      const session = await this.deps.sessions.fresh();
      const url = `${this.deps.serveur}/v3/directline/conversations/${session.conversationId}/upload?userId=${encodeURIComponent(session.userId)}`;
      const sending = upload({ url, token: session.token, activity: this.activity, files: this.files, onProgress: (percent) => this.progress(percent) });
      this.root.replaceChildren(this.bar, this.label, button(t('envoiAnnuler'), () => sending.cancel()));
      this.cancelRequest = () => sending.cancel();
      return await sending.done;
    } catch {
      return { kind: 'network' };
    } finally {
      removeEventListener('beforeunload', warn);
    }
  }

  private progress(percent: number): void {
    this.bar.value = percent;
    this.label.textContent = percent < 100 ? t('envoiPourcent', { n: percent }) : t('envoiControle');
  }

  private fail(text: string, canRetry: boolean): void {
    this.deps.say(text);
    const retry = canRetry ? [button(t('reessayer'), () => void this.start())] : [];
    this.root.replaceChildren(el('span', { className: 'etat erreur' }, text), ...retry, button(t('retirer'), () => this.forget()));
    this.bubble.root.classList.add('refuse');
  }

  private forget(said?: string): void {
    this.finish(said);
    this.deps.onGone();
  }
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

const button = (label: string, act: () => void): HTMLButtonElement => el('button', { type: 'button', className: 'lien', on: { click: act } }, label);

const BY_CODE = [
  [/TAILLE|LARGE|SIZE|GROS|LOURD/i, 'envoiErreurTaille'],
  [/TYPE|FORMAT|MEDIA/i, 'envoiErreurType'],
  [/VIDE|EMPTY/i, 'envoiErreurVide'],
  [/NOMBRE|MANY|COUNT/i, 'envoiErreurNombre'],
  [/VIRUS|DANGER|MALWARE/i, 'envoiErreurDanger'],
] as const;

function reason(result: Exclude<UploadResult, { kind: 'sent' | 'cancelled' }>, mo: number): string {
  if (result.kind === 'network') return t('envoiErreurReseau');
  const coded = BY_CODE.find(([pattern]) => pattern.test(result.code));
  if (result.status === 429) return t('envoiErreurDebit');
  if (coded) return t(coded[1], { mo, max: MAX_FILES });
  if (result.status === 413) return t('envoiErreurTaille', { mo });
  if (result.status === 415) return t('envoiErreurType');
  return t('envoiErreurServeur');
}
