import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  BindRequest,
  ExtendedRequest,
  MessageParser,
  PagedResultsControl,
  SearchEntry,
  SearchReference,
  SearchRequest,
  UnbindRequest,
  type Filter,
  type SearchResponse,
} from 'ldapts';
import { DirectoryProblem } from './directory-problem.js';
import { LDAP, refusal, type LdapResult } from './ldap-results.js';
import { secured } from './ldap-tls.js';
import { PasswordPolicyControl } from './password-policy.control.js';

export type Search = {
  readonly base: string;
  readonly scope: 'base' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly sizeLimit?: number;
  readonly page?: { readonly size: number; readonly cookie: Buffer | null };
};

export type Found = LdapResult & {
  readonly entries: readonly SearchEntry[];
  /** What asks for the next page; null when this is the last one. */
  readonly cookie: Buffer | null;
};

export type Bound = LdapResult & {
  /** Whether the directory let somebody in whom its password policy bars. */
  readonly barred: boolean;
};

type Question = BindRequest | ExtendedRequest | SearchRequest;
/** What every answer has. */
type Answer = Pick<SearchResponse, 'messageId' | 'status' | 'errorMessage' | 'controls'>;

type Pending = {
  readonly message: Question;
  readonly entries: SearchEntry[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (problem: DirectoryProblem) => void;
};

const START_TLS = '1.3.6.1.4.1.1466.20037';
/** No page of people is so large; what goes on is no answer. */
const MOST_BYTES = 64 * 1024 * 1024;
const FAREWELL_MS = 500;

/**
 * One connection to a directory, with one question at a time, each answered in time or the connection is over. It is
 * never opened again by itself: a new one would be neither under TLS nor bound. References to other servers are dropped.
 */
export class LdapConnection {
  private parser = this.newParser();
  private pending: Pending | null = null;
  private lastId = 0;
  private received = 0;
  private over: DirectoryProblem | null = null;
  private readonly onData = (data: Buffer) => this.read(data);
  private readonly onClose = () => this.end('closed the connection');
  private readonly onError = ({ code, message }: NodeJS.ErrnoException) =>
    this.end(`broke the connection (${code ?? message})`);

  constructor(
    private socket: Socket | TLSSocket,
    /** As administrators know it. */
    private readonly host: string,
  ) {
    this.attach(socket);
  }

  get isOpen(): boolean {
    return this.over === null;
  }

  async startTls(authority: string | null, ms: number): Promise<TLSSocket> {
    const { status, errorMessage } = await this.ask(
      new ExtendedRequest({ messageId: this.nextId(), oid: START_TLS }),
      ms,
    );
    if (status !== LDAP.success) {
      this.close();
      throw refusal('StartTLS', { status, message: errorMessage });
    }
    // What came in clear after the answer is forgotten with this parser.
    this.parser = this.newParser();
    return this.secure(authority, ms);
  }

  async secure(authority: string | null, ms: number): Promise<TLSSocket> {
    this.socket.off('data', this.onData).off('close', this.onClose);
    const tls = await secured(this.socket, this.host, authority, ms);
    this.attach(tls);
    this.socket = tls;
    return tls;
  }

  /** An empty password would be let in as nobody by some directories: it is the caller's to refuse. */
  async bind(dn: string, password: string, ms: number): Promise<Bound> {
    if (password === '' && dn !== '') throw new TypeError('A bind with a name needs a password');
    const policy = new PasswordPolicyControl();
    const request = new BindRequest({ messageId: this.nextId(), dn, password, controls: [policy] });
    const { status, errorMessage } = await this.ask(request, ms);
    return { status, message: errorMessage, barred: policy.bars };
  }

  async search(search: Search, ms: number): Promise<Found> {
    const { base, scope, filter, attributes, sizeLimit = 0, page } = search;
    const paging =
      page && new PagedResultsControl({ value: { size: page.size, ...(page.cookie && { cookie: page.cookie }) } });
    const request = new SearchRequest({
      messageId: this.nextId(),
      baseDN: base,
      scope,
      filter,
      attributes: [...attributes],
      sizeLimit,
      timeLimit: Math.ceil(ms / 1_000),
      controls: paging ? [paging] : [],
    });
    const entries: SearchEntry[] = [];
    const { status, errorMessage, controls } = await this.ask(request, ms, entries);
    const answered = controls?.find((control) => control instanceof PagedResultsControl);
    const cookie = answered?.value?.cookie;
    return { status, message: errorMessage, entries, cookie: cookie?.length ? cookie : null };
  }

  close(): void {
    if (this.over) return;
    const { socket } = this;
    this.over = new DirectoryProblem('directory-unavailable', `The connection to ${this.host} is closed`);
    this.pending?.reject(this.over);
    socket.end(new UnbindRequest({ messageId: this.nextId() }).write());
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  }

  private ask(message: Question, ms: number, entries: SearchEntry[] = []): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.over || this.pending) {
        reject(this.over ?? new DirectoryProblem('directory-unavailable', `${this.host} is being asked already`));
        return;
      }
      const timer = setTimeout(() => this.end(`did not answer within ${Math.round(ms)} ms`), ms);
      const done = () => {
        clearTimeout(timer);
        this.pending = null;
      };
      this.pending = {
        message,
        entries,
        resolve: (answer) => (done(), resolve(answer)),
        reject: (problem) => (done(), reject(problem)),
      };
      this.received = 0;
      this.socket.write(message.write());
    });
  }

  private newParser(): MessageParser {
    const parser = new MessageParser();
    parser.on('message', (message) => this.hear(message));
    parser.on('error', () => this.end('sent what is no LDAP'));
    return parser;
  }

  private attach(socket: Socket): void {
    socket.on('data', this.onData).on('close', this.onClose).on('error', this.onError);
  }

  private read(data: Buffer): void {
    this.received += data.length;
    if (this.received > MOST_BYTES) return this.end('sends without end');
    const asked = new Map(this.pending ? [[String(this.pending.message.messageId), this.pending]] : []);
    try {
      this.parser.read(data, asked);
    } catch {
      this.end('sent what is no LDAP');
    }
  }

  /** An answer that nobody asked for ends the connection; a server announces so that it closes it. */
  private hear(message: Answer): void {
    const { pending } = this;
    if (!pending || message.messageId !== pending.message.messageId) return this.end('closed the connection');
    if (message instanceof SearchEntry) pending.entries.push(message);
    else if (!(message instanceof SearchReference)) pending.resolve(message);
  }

  private end(why: string): void {
    if (this.over) return;
    this.over = new DirectoryProblem('directory-unavailable', `${this.host} ${why}`);
    this.socket.destroy();
    this.pending?.reject(this.over);
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}
