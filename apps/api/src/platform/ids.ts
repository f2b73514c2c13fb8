import { randomUUID } from 'node:crypto';

/** A UUIDv7: sorts by the time it was made. A name, never a secret. */
export function newId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A well-formed id that nothing has. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
