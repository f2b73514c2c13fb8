import { randomUUID } from 'node:crypto';

/** So many ids of one millisecond count on; those after them take the next millisecond. */
const MOST_OF_ONE = 0x1000;
let latest = 0;
let made = 0;

/** A UUIDv7: sorts by the time it was made, and after every other that this process made before. Never a secret. */
export function newId(): string {
  const now = Date.now();
  made += 1;
  if (now > latest || made === MOST_OF_ONE) {
    latest = Math.max(now, latest + 1);
    made = 0;
  }
  const time = latest.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${made.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A well-formed id that nothing has. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
