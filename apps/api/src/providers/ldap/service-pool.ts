import { DirectoryBusy } from './directory-problem.js';
import type { Deadline } from './deadline.js';
import type { LdapConnection } from './ldap-connection.js';

const MOST_OPEN = 4;
const MOST_WAITING = 64;
const IDLE_MS = 60_000;

type Idle = { readonly connection: LdapConnection; readonly timer: NodeJS.Timeout };

/** A few connections to one directory, bound to the provider's own account: users are never bound on them. */
export class ServicePool {
  private readonly idle: Idle[] = [];
  private readonly waiting: (() => void)[] = [];
  private used = 0;
  private isClosed = false;

  constructor(private readonly connect: (deadline: Deadline) => Promise<LdapConnection>) {}

  /** The work only reads: on a connection that the directory closed meanwhile it is done once more on a new one. */
  async use<T>(deadline: Deadline, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    await this.turn(deadline);
    try {
      const kept = this.takeIdle();
      if (kept) {
        try {
          return await this.lend(kept, work);
        } catch (error) {
          if (kept.isOpen) throw error;
        }
      }
      return await this.lend(await this.connect(deadline), work);
    } finally {
      this.used -= 1;
      this.waiting.shift()?.();
    }
  }

  /** What is being used is closed when it comes back. */
  close(): void {
    this.isClosed = true;
    for (const { connection, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      connection.close();
    }
  }

  private async turn(deadline: Deadline): Promise<void> {
    if (this.used >= MOST_OPEN) await this.wait(deadline);
    this.used += 1;
  }

  private wait(deadline: Deadline): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new DirectoryBusy());
      if (this.waiting.length >= MOST_WAITING) return giveUp();
      const next = () => (clearTimeout(timer), resolve());
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(next), 1);
        giveUp();
      }, deadline.left);
      this.waiting.push(next);
    });
  }

  private takeIdle(): LdapConnection | null {
    for (let last = this.idle.pop(); last; last = this.idle.pop()) {
      clearTimeout(last.timer);
      if (last.connection.isOpen) return last.connection;
    }
    return null;
  }

  private async lend<T>(connection: LdapConnection, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    try {
      return await work(connection);
    } finally {
      if (this.isClosed) connection.close();
      else if (connection.isOpen) this.keep(connection);
    }
  }

  private keep(connection: LdapConnection): void {
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((idle) => idle.connection === connection),
        1,
      );
      connection.close();
    }, IDLE_MS).unref();
    this.idle.push({ connection, timer });
  }
}
