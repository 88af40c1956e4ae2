import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Courriel } from '../app/deliver-alerts';
import { checkedEmail } from '../domain/email';
import type { Clock } from '../ops/clock';
import { sha256Hex } from '../ops/hash';
import { emailHtml, emailText } from './email-body';

/** The only place that speaks to a mail server. */
export type Mailer = { send(courriel: Courriel): Promise<void> };
export type Sender = { nom: string; adresse: string };

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;
/** After a server that does not answer, the others are not tried one by one. */
const AWAY_MS = 20_000;
const AWAY_CODES = ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * `send` rejects with an error whose `code` is all that it says.
 * @param url `smtp://` or `smtps://`, with user:password when the server asks for them
 */
export function createMailer({ url, from, clock }: { url: string; from: Sender; clock: Clock }): Mailer {
  const transport = createTransport(transportOptions(new URL(url)));
  let awayUntilMs = 0;
  return {
    async send(courriel) {
      if (clock().getTime() < awayUntilMs) throw new MailFailure('EAWAY');
      try {
        await transport.sendMail(envelope(courriel, from));
      } catch (error) {
        const code = codeOf(error);
        if (AWAY_CODES.includes(code)) awayUntilMs = clock().getTime() + AWAY_MS;
        throw new MailFailure(code);
      }
    },
  };
}

/** Only a code goes on: what a mail server answers may quote the address. */
class MailFailure extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = 'MailFailure';
  }
}

const withCode = z.object({ code: z.string().max(40) });
const codeOf = (error: unknown): string => withCode.safeParse(error).data?.code ?? 'INCONNUE';

function transportOptions({ protocol, hostname, port, username, password }: URL) {
  const secure = protocol === 'smtps:';
  const auth = username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } };
  // a password never crosses the network in clear
  const requireTLS = username !== '' && !LOOPBACK.includes(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (secure ? 465 : 587) : Number(port), secure, requireTLS, ...auth,
    connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS, disableFileAccess: true, disableUrlAccess: true,
  };
}

/** An address is checked when it is given; a record changed since must not address a second person, nor begin a header. */
function envelope({ a, objet, paragraphes, id }: Courriel, from: Sender) {
  if (checkedEmail(a) !== a) throw new MailFailure('EADDRESS');
  const domain = from.adresse.slice(from.adresse.lastIndexOf('@') + 1);
  return {
    from: { name: from.nom, address: from.adresse }, to: { name: '', address: a }, subject: oneLine(objet),
    text: emailText(paragraphes), html: emailHtml(objet, paragraphes), messageId: `<${sha256Hex(Buffer.from(id)).slice(0, 32)}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': 'fr' },
  };
}

/** What goes to a header begins no other one. */
const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029\0]+/g, ' ').trim();
