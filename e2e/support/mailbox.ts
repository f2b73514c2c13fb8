import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** A real mail server on a free loopback port, which keeps what it gets until it is read. */
export type Mailbox = {
  readonly url: string;
  /** The link for a new password in the next unread mail to somebody that has one. */
  readonly nextLink: (address: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

type Mail = { readonly recipients: readonly string[]; readonly text: string };

const PATIENCE_MS = 30_000;
const LINK = /https?:\/\/[^\s"<]+\/reset#[\w-]+/;

export async function openMailbox(): Promise<Mailbox> {
  const unread: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        unread.push({ recipients, text: readable(Buffer.concat(chunks).toString('utf8')) });
        answer();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const isLinkFor = (address: string) => (mail: Mail) => mail.recipients.includes(address) && LINK.test(mail.text);
  return {
    url: `smtp://127.0.0.1:${port}`,
    nextLink: async (address) => {
      const until = Date.now() + PATIENCE_MS;
      while (!unread.some(isLinkFor(address)) && Date.now() < until) await wait(50);
      const [mail] = unread.splice(unread.findIndex(isLinkFor(address)), 1);
      const [link] = LINK.exec(mail?.text ?? '') ?? [];
      if (link === undefined) throw new Error(`No mail with a link came for ${address}`);
      return link;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Quoted-printable, as far as addresses and links need it. */
const readable = (message: string): string =>
  message
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
