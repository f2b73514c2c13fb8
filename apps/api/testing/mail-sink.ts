import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = {
  readonly recipients: readonly string[];
  readonly headers: string;
  /** Both parts, as a mail program reads them. */
  readonly text: string;
};

/** A real mail server on a free loopback port that keeps what it gets. */
export type MailSink = {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** Mails to an address, once there are so many. */
  readonly to: (address: string, count?: number) => Promise<ReceivedMail[]>;
  readonly close: () => Promise<void>;
};

const PATIENCE_MS = 20_000;

export async function openMailSink(): Promise<MailSink> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const message = Buffer.concat(chunks).toString('utf8');
        const [headers = ''] = message.split('\r\n\r\n');
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ recipients, headers, text: decoded(message) });
        answer();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mailsTo = (address: string) => received.filter(({ recipients }) => recipients.includes(address));
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    to: async (address, count = 1) => {
      const until = Date.now() + PATIENCE_MS;
      while (mailsTo(address).length < count && Date.now() < until) await pause(20);
      return mailsTo(address);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The token of the link in a mail; throws without one. */
export function tokenIn({ text }: ReceivedMail): string {
  const [, token] = /\/reset#(wk[ir]_[\w-]+)/.exec(text) ?? [];
  if (token === undefined) throw new Error(`There is no link in: ${text}`);
  return token;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Quoted-printable without its soft line breaks. */
function decoded(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
