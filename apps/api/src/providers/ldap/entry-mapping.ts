import type { SearchEntry } from 'ldapts';
import type { LdapConfig } from 'wardkeep/contracts';
import { isDisabled, STATE_ATTRIBUTES, type ValueOf } from './account-state.js';
import type { DirectoryEntry } from './directory-entry.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const UUID_BYTES = 16;

/** The values of an entry by the name of their attribute, whatever its case and options. */
export class EntryValues {
  private readonly values = new Map<string, readonly Buffer[]>();

  constructor(private readonly entry: SearchEntry) {
    for (const { type, parsedBuffers } of entry.attributes) this.values.set(type.toLowerCase(), parsedBuffers);
  }

  get dn(): string {
    return this.entry.name.replaceAll('\0', '\\00');
  }

  all(attribute: string): readonly string[] {
    return (this.values.get(attribute.toLowerCase()) ?? []).map(toText).filter((text) => text !== null);
  }

  first(attribute: string): string | null {
    return this.all(attribute)[0] ?? null;
  }

  bytes(attribute: string): Buffer | null {
    return this.values.get(attribute.toLowerCase())?.[0] ?? null;
  }

  /** As it stands there, for people to choose from. */
  names(): readonly string[] {
    return this.entry.attributes.map(({ type }) => type);
  }

  /** Part of the values of a large attribute, as Active Directory gives them: `member;range=0-1499`. */
  range(attribute: string): { readonly values: readonly string[]; readonly next: number | null } | null {
    const beginning = `${attribute.toLowerCase()};range=`;
    const name = [...this.values.keys()].find((key) => key.startsWith(beginning));
    if (name === undefined) return null;
    const last = name.slice(beginning.length).split('-')[1] ?? '*';
    return { values: this.all(name), next: last === '*' ? null : Number(last) + 1 };
  }
}

/** Which attributes a mapping needs. */
export function attributesOf({ attributes }: Pick<LdapConfig, 'attributes'>): readonly string[] {
  const { groups, ...others } = attributes;
  return [...new Set([...Object.values(others), ...(groups === null ? [] : [groups]), ...STATE_ATTRIBUTES])];
}

/** The entry as the provider maps it; null without its unique id: nobody could be told from others by it. */
export function toDirectoryEntry(config: LdapConfig, values: EntryValues, now: Date): DirectoryEntry | null {
  const { attributes } = config;
  const subject = subjectOf(values, attributes.uniqueId);
  if (subject === null) return null;
  return {
    dn: values.dn,
    subject,
    username: values.first(attributes.username),
    firstName: values.first(attributes.firstName),
    lastName: values.first(attributes.lastName),
    email: values.first(attributes.email),
    groups: attributes.groups === null ? [] : values.all(attributes.groups),
    disabled: isDisabled(stateOf(values), now),
  };
}

export const stateOf =
  (values: EntryValues): ValueOf =>
  (attribute) =>
    values.first(attribute);

/** A UUID in small letters where it is one, in the byte order of Active Directory where it comes as bytes. */
function subjectOf(values: EntryValues, attribute: string): string | null {
  const bytes = values.bytes(attribute);
  if (bytes === null || bytes.length === 0) return null;
  if (/^objectGUID$/i.test(attribute) && bytes.length === UUID_BYTES) return toGuid(bytes);
  const text = toText(bytes);
  if (text === null) return `hex:${bytes.toString('hex')}`;
  return /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i.test(text)
    ? text.replace(/[{}]/g, '').toLowerCase()
    : text;
}

/** The first three groups are little-endian there. */
function toGuid(bytes: Buffer): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = Buffer.from(order.map((index) => bytes[index] ?? 0)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Null for what is no text: no column takes a NUL character either. */
function toText(bytes: Buffer): string | null {
  try {
    return bytes.includes(0) ? null : utf8.decode(bytes);
  } catch {
    return null;
  }
}
