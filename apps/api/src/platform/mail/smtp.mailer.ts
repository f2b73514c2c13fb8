import { Injectable } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { Config } from '../config/config.js';
import { isMailable, parseSender } from './address.js';
import { Mailer, type Letter } from './mail.js';

const WAIT_MS = 10_000;
/** A server that answers every few seconds would keep each single wait short and never end. */
const WHOLE_MS = 30_000;

/** Over SMTP, by the configured URL (`smtp://`, or `smtps://` for TLS from the start). */
@Injectable()
export class SmtpMailer extends Mailer {
  private readonly transport: Transporter | null;
  private readonly sender: { readonly name: string; readonly address: string };
  readonly isReady: boolean;

  constructor(config: Config) {
    super();
    const { smtpUrl, from } = config.mail;
    this.sender = parseSender(from);
    this.isReady = smtpUrl !== null;
    this.transport = smtpUrl === null ? null : createTransport(optionsOf(smtpUrl.reveal()));
  }

  async send(letter: Letter, messageId: string): Promise<void> {
    const { to, subject, text, html, language } = letter;
    if (!this.transport) throw new Error('No mail server is configured');
    if (!isMailable(to.address)) throw new Error('The address can not be used');
    const sent = this.transport.sendMail({
      from: this.sender,
      to: { name: to.name, address: to.address },
      envelope: { from: this.sender.address, to: [to.address] },
      subject,
      text,
      html,
      messageId: `<${messageId}@${domainOf(this.sender.address)}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await withinTime(sent);
  }

  close(): void {
    this.transport?.close();
  }
}

function optionsOf(text: string) {
  const url = new URL(text);
  const isSecure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) }, requireTLS: !isSecure }),
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    dnsTimeout: WAIT_MS,
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

async function withinTime(sent: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The mail server takes too long')), WHOLE_MS);
  });
  try {
    await Promise.race([sent, late]);
  } finally {
    clearTimeout(timer);
  }
}
