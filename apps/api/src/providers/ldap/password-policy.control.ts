import { Control, type BerReader } from 'ldapts';

const ERROR_TAG = 0x81;
/** Expired, locked, and to be changed first; all others concern changing a password. */
const BARRING = [0, 1, 2];

/**
 * Asks a directory to say, with the answer to a bind, what its password policy holds against it: some let in who must
 * change their password first, and say so here alone.
 */
export class PasswordPolicyControl extends Control {
  private error: number | null = null;

  constructor() {
    super('1.3.6.1.4.1.42.2.27.8.5.1');
  }

  get bars(): boolean {
    return this.error !== null && BARRING.includes(this.error);
  }

  override parseControl(reader: BerReader): void {
    if (reader.readSequence() === null) return;
    while (reader.remain > 0) {
      const tag = reader.peek();
      const value = tag === null ? null : reader.readString(tag, true);
      if (value === null) return;
      if (tag === ERROR_TAG) this.error = value[0] ?? null;
    }
  }
}
