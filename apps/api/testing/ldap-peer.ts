import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

/** What a client asked: the number of its message, and the tag of what it wants. */
export type Asked = { readonly id: number; readonly tag: number; readonly count: number };

export const BIND = 0x60;
export const SEARCH = 0x63;
export const EXTENDED = 0x77;

const DONE: Readonly<Record<number, number>> = { [BIND]: 0x61, [SEARCH]: 0x65, [EXTENDED]: 0x78 };
const ENTRY = 0x64;
const CONTROLS = 0xa0;
const PAGED = '1.2.840.113556.1.4.319';

/** A directory that misbehaves as a test wants it to. */
export type LdapPeer = {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
};

type Answer = (asked: Asked, socket: Socket) => readonly Buffer[];

export async function openLdapPeer(answer: Answer): Promise<LdapPeer> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      const question = questionIn(data);
      if (!question) return;
      const one = { ...question, count: asked.filter(({ tag }) => tag === question.tag).length };
      asked.push(one);
      for (const message of answer(one, socket)) socket.write(message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ldap://127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function questionIn(data: Buffer): { readonly id: number; readonly tag: number } | null {
  const reader = new BerReader(data);
  if (reader.readSequence() === null) return null;
  const id = reader.readInt();
  const tag = reader.peek();
  return id === null || tag === null ? null : { id, tag };
}

/** The end of an answer; with a cookie there is another page. */
export function result(
  { id, tag }: Asked,
  status = 0,
  { message = '', cookie }: { message?: string; cookie?: string } = {},
): Buffer {
  return envelope(id, (writer) => {
    writer.startSequence(DONE[tag] ?? tag);
    writer.writeEnumeration(status);
    writer.writeString('');
    writer.writeString(message);
    writer.endSequence();
    if (cookie !== undefined) writePaged(writer, cookie);
  });
}

export function entry(
  { id }: Asked,
  dn: string,
  attributes: Readonly<Record<string, readonly (string | Buffer)[]>>,
): Buffer {
  return envelope(id, (writer) => {
    writer.startSequence(ENTRY);
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) writer.writeBuffer(Buffer.from(value as string), 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    writer.endSequence();
  });
}

function writePaged(writer: BerWriter, cookie: string): void {
  const value = new BerWriter();
  value.startSequence();
  value.writeInt(0);
  value.writeString(cookie);
  value.endSequence();
  writer.startSequence(CONTROLS);
  writer.startSequence();
  writer.writeString(PAGED);
  writer.writeBuffer(value.buffer, 0x04);
  writer.endSequence();
  writer.endSequence();
}

function envelope(id: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  write(writer);
  writer.endSequence();
  return writer.buffer;
}
