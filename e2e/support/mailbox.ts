import { setTimeout as wait } from 'node:timers/promises';
import { openMailSink, type ReceivedMail } from '../../apps/api/testing/mail-sink.js';

/** A real mail server on a free loopback port, which keeps what it gets until it is read. */
export type Mailbox = {
  readonly url: string;
  /** The link for a new password in the next unread mail to somebody that has one. */
  readonly nextLink: (address: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

const PATIENCE_MS = 30_000;
const LINK = /https?:\/\/[^\s"<]+\/reset#[\w-]+/;

export async function openMailbox(): Promise<Mailbox> {
  const { url, received: unread, close } = await openMailSink();
  const isLinkFor = (address: string) => (mail: ReceivedMail) =>
    mail.recipients.includes(address) && LINK.test(mail.text);
  return {
    url,
    close,
    nextLink: async (address) => {
      const until = Date.now() + PATIENCE_MS;
      while (!unread.some(isLinkFor(address)) && Date.now() < until) await wait(50);
      const [mail] = unread.splice(unread.findIndex(isLinkFor(address)), 1);
      const [link] = LINK.exec(mail?.text ?? '') ?? [];
      if (link === undefined) throw new Error(`No mail with a link came for ${address}`);
      return link;
    },
  };
}
