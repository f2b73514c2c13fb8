import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SMTPServer } from 'smtp-server';
import { openTestDatabase, type TestDatabase } from '../../../testing/database.js';
import { inDomain } from '../actor.js';
import { loadConfig } from '../config/load-config.js';
import { DomainBoxes } from '../crypto/data-keys.js';
import { KeyRing } from '../crypto/key-ring.js';
import { Boxes } from '../database/boxes.js';
import { KeysRepository } from '../database/keys.repository.js';
import { SystemUnitOfWork, UnitOfWork } from '../database/unit-of-work.js';
import { newId } from '../ids.js';
import type { Mail } from '../mail/mail.js';
import { SmtpMailer } from '../mail/smtp.mailer.js';
import { OutboxCourier } from './outbox.courier.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';

type Received = { readonly recipients: readonly string[]; readonly headers: string; readonly text: string };
type Row = {
  readonly sealed: string | null;
  readonly attempts: number;
  readonly isDue: boolean;
  readonly isSent: boolean;
  readonly isFailed: boolean;
  readonly error: string | null;
};

let database: TestDatabase;
let boxes: Boxes;
let unitOfWork: UnitOfWork;
let system: SystemUnitOfWork;
const domain = { id: newId(), name: 'acme' };
const token = `wki_${'T'.repeat(43)}_abcdef`;

const received: Received[] = [];
let refusal: Error | null = null;
let sink: SMTPServer | null = null;
let port = 0;

/** A real mail server that keeps what it gets. */
async function openSink(): Promise<void> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: (_address, _session, answer) => answer(refusal),
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
  sink = server;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  port = (server.server.address() as AddressInfo).port;
}

const closeSink = () => new Promise<void>((resolve) => (sink ? sink.close(() => resolve()) : resolve()));

/** Quoted-printable without its soft line breaks. */
const decoded = (text: string) =>
  text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function instance(environment: Record<string, string> = { WARDKEEP_SMTP_URL: `smtp://127.0.0.1:${port}` }) {
  const config = loadConfig({ WARDKEEP_BASE_URL: 'https://id.example.org', ...environment });
  const mailer = new SmtpMailer(config);
  const messages = new OutboxRepository();
  const courier = new OutboxCourier(system, boxes, messages, mailer, config);
  return { courier, outbox: new OutboxService(boxes, messages, courier, mailer) };
}

const invitation = (change: Partial<Omit<Mail, 'kind'>> = {}): Mail => ({
  kind: 'invitation',
  to: { name: 'Ann Lee', address: 'ann@example.org' },
  language: 'en',
  username: 'ann.lee',
  domain: 'acme',
  token,
  validHours: 72,
  ...change,
});

const addAll = (outbox: OutboxService, ...mails: readonly Mail[]) =>
  unitOfWork.write(inDomain(domain), async (tx) => {
    for (const mail of mails) await outbox.add(tx, domain.id, mail);
    return { result: undefined, audit: [{ type: 'user.created' }] };
  });

const rows = () =>
  database.sql<Row>(
    `SELECT sealed, attempts, next_at <= now() AS "isDue", sent_at IS NOT NULL AS "isSent",
            failed_at IS NOT NULL AS "isFailed", last_error AS error FROM outbox_message ORDER BY failed_at NULLS LAST, id`,
  );

const makeDue = () => database.sql(`UPDATE outbox_message SET next_at = now() WHERE sent_at IS NULL`);

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
  const ring = new KeyRing([{ id: 'kek-test', key: Buffer.alloc(32, 7), created: '2026-01-01T00:00:00.000Z' }]);
  boxes = new Boxes(new DomainBoxes(ring), new KeysRepository());
  unitOfWork = new UnitOfWork(database.dataSource, boxes);
  system = new SystemUnitOfWork(database.dataSource, boxes);
  await system.maintain(async (tx) => {
    await tx.sql(`INSERT INTO domain (id, name, display_name) VALUES ($1, $2, 'Acme')`, [domain.id, domain.name]);
    await boxes.create(tx, domain.id);
  });
});

beforeEach(openSink);

afterEach(async () => {
  await closeSink();
  received.splice(0);
  refusal = null;
  await database.sql('DELETE FROM outbox_message');
});

afterAll(() => database.close());

describe('a mail', () => {
  it('leaves right after the commit, to its one recipient, with the link made from the configured address', async () => {
    const { courier, outbox } = instance();
    courier.onApplicationBootstrap();
    await addAll(outbox, invitation());
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await courier.beforeApplicationShutdown();
    expect(received).toHaveLength(1);
    expect(received[0]?.recipients).toEqual(['ann@example.org']);
    expect(received[0]?.headers).toMatch(/^To: Ann Lee <ann@example\.org>$/m);
    expect(received[0]?.text).toContain(`https://id.example.org/reset#${token}`);
  });

  it('is sealed while it waits and gone once it is delivered', async () => {
    const { courier, outbox } = instance();
    await addAll(outbox, invitation());
    const [waiting] = await rows();
    expect(waiting?.sealed).toMatch(/^v1\./);
    expect(JSON.stringify(waiting)).not.toMatch(/ann@|wki_/);
    expect(await courier.deliverDue()).toBe(1);
    expect(await rows()).toEqual([expect.objectContaining({ sealed: null, isSent: true, attempts: 1, error: null })]);
    expect(await courier.deliverDue()).toBe(0);
  });

  it('does not exist when its change is rolled back', async () => {
    const { courier, outbox } = instance();
    const work = unitOfWork.write(inDomain(domain), async (tx) => {
      await outbox.add(tx, domain.id, invitation());
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await courier.deliverDue()).toBe(0);
  });

  it('is delivered once by two instances at work', async () => {
    const [one, other] = [instance(), instance()];
    const mails = Array.from({ length: 8 }, (_, n) =>
      invitation({ to: { name: 'Ann', address: `ann${n}@example.org` } }),
    );
    await addAll(one.outbox, ...mails);
    for (let round = 0; round < 2; round += 1)
      await Promise.all([one.courier.deliverDue(), other.courier.deliverDue()]);
    expect(received.map(({ recipients }) => recipients[0]).sort()).toEqual(mails.map(({ to }) => to.address));
  });

  it('waits while no mail server is configured', async () => {
    const { courier, outbox } = instance({});
    courier.onApplicationBootstrap();
    await addAll(outbox, invitation());
    await courier.beforeApplicationShutdown();
    expect(outbox.isDelivering).toBe(false);
    expect(await rows()).toEqual([expect.objectContaining({ attempts: 0, isDue: true, isSent: false })]);
  });
});

describe('while the mail server is away (MAI-02)', () => {
  it('a mail waits longer and longer, and leaves when it is back', async () => {
    const { courier, outbox } = instance();
    await closeSink();
    await addAll(outbox, invitation());
    await courier.deliverDue();
    expect(await rows()).toEqual([
      expect.objectContaining({ attempts: 1, isDue: false, isSent: false, error: 'ESOCKET CONN' }),
    ]);
    await makeDue();
    await courier.deliverDue();
    await openSink();
    expect(await courier.deliverDue()).toBe(0);
    await makeDue();
    await courier.deliverDue();
    expect(received).toHaveLength(1);
    expect(await rows()).toEqual([expect.objectContaining({ attempts: 3, isSent: true })]);
  });

  it('a refusal is kept as its code, without the words of the server', async () => {
    const { courier, outbox } = instance();
    refusal = Object.assign(new Error('no such mailbox ann@example.org'), { responseCode: 550 });
    await addAll(outbox, invitation());
    await courier.deliverDue();
    expect(await rows()).toEqual([expect.objectContaining({ isFailed: false, error: 'EENVELOPE 550 RCPT TO' })]);
  });

  it('a mail is given up after 24 hours, and its body goes', async () => {
    const { courier, outbox } = instance();
    await addAll(outbox, invitation());
    await database.sql(`UPDATE outbox_message SET created_at = now() - interval '25 hours'`);
    await courier.deliverDue();
    expect(received).toEqual([]);
    expect(await rows()).toEqual([
      expect.objectContaining({ isFailed: true, sealed: null, error: 'Not delivered within 24 hours' }),
    ]);
  });
});

describe('injection (MAI-01)', () => {
  it.each([
    ['a list', 'a@x,b@y'],
    ['a list with a semicolon', 'a@x;b@y'],
    ['a quoted name', '"a@x" <b@y>'],
    ['a comment', 'a@x(b).evil'],
    ['a line end', 'a@x\r\nRCPT TO:<evil@x>'],
    ['10 KB', `${'a'.repeat(10_240)}@x`],
  ])('an address with %s gets no mail and stops nothing', async (_what, address) => {
    const { courier, outbox } = instance();
    await addAll(outbox, invitation({ to: { name: 'Ann', address } }), invitation());
    await courier.deliverDue();
    expect(received.map(({ recipients }) => recipients)).toEqual([['ann@example.org']]);
    expect(await rows()).toEqual([
      expect.objectContaining({ isFailed: true, sealed: null }),
      expect.objectContaining({ isSent: true }),
    ]);
  });

  it.each(['Ann\r\nBcc: evil@x.test', 'Ann" <evil@x.test>, "', 'Ann, evil@x.test', '=?utf-8?q?=0ABcc:evil=40x?='])(
    'the name %j adds neither header nor recipient',
    async (name) => {
      const { courier, outbox } = instance();
      await addAll(outbox, invitation({ to: { name, address: 'ann@example.org' }, username: name, domain: name }));
      await courier.deliverDue();
      const [mail] = received;
      expect(mail?.recipients).toEqual(['ann@example.org']);
      expect(
        mail?.headers
          .match(/^(?:bcc|cc|to|subject):/gim)
          ?.map((header) => header.toLowerCase())
          .sort(),
      ).toEqual(['subject:', 'to:']);
      expect(mail?.headers.match(/<[^>]*@[^>]*>/g)?.filter((text) => text.includes('evil'))).toEqual([]);
    },
  );

  it('a body copied to another row does not open there', async () => {
    const { courier, outbox } = instance();
    await addAll(outbox, invitation());
    await database.sql(
      `INSERT INTO outbox_message (id, domain_id, kind, sealed) SELECT $1, domain_id, kind, sealed FROM outbox_message`,
      [newId()],
    );
    await courier.deliverDue();
    expect(received).toHaveLength(1);
    expect((await rows()).map(({ error }) => error)).toEqual(['The body can not be opened', null]);
  });
});
