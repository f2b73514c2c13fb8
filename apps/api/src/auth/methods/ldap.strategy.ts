import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Directories } from '../../providers/ldap/directories.js';
import type { DirectoryEntry } from '../../providers/ldap/directory-entry.js';
import type { LdapProvider, Proof, ProofRefusal } from '../../providers/ldap/ldap-provider.js';
import type { Admission, Admit, Claim, FormInput, Guess, Verdict } from './login-method.js';
import type { StrategyRequest } from './strategy-runner.js';
import { VerdictStrategy } from './verdict.strategy.js';

/** Whom the directories are asked about. */
export type DirectoryClaim = Claim & {
  /** In the order in which they are tried. */
  readonly directories: readonly LdapProvider[];
  /** What somebody may be called there; each is tried until one finds somebody. */
  readonly names: readonly string[];
  /** The one entry that it has to be; null: any. */
  readonly subject: string | null;
  /** Where that entry was last; asked where no name finds it, since people are renamed. */
  readonly dn: string | null;
  readonly admit: Admit;
};

type Question = DirectoryClaim & Pick<FormInput, 'password'>;
type Ask = (admit: (entry: DirectoryEntry) => Promise<boolean>) => Promise<Proof>;
type Refused = Extract<Verdict, { kind: 'refused' }>;
type Answer = Exclude<Verdict, { kind: 'proven' }>;
type Because = NonNullable<Refused['because']>;
const BECAUSE: Readonly<Record<ProofRefusal, Because>> = {
  'no-entry': 'not-in-directory',
  ambiguous: 'ambiguous-entry',
  'wrong-password': 'wrong-password',
  'account-disabled': 'disabled-in-directory',
  'empty-password': 'empty-password',
  'not-admitted': 'locked',
};

const MOST_MS = 4_000;
const NEW_PEOPLE = { justInTime: true, whenNoRole: 'default', reevaluatesRole: false } as const;

/** What is told of several directories of which none lets somebody in: the first of these that any said. */
const WEIGHTS: readonly (Because | 'unavailable')[] = [
  'wrong-password',
  'locked',
  'unavailable',
  'disabled-in-directory',
  'ambiguous-entry',
  'not-in-directory',
];

/** Passwords that a directory keeps: exactly one entry is found, and bound as it. */
@Injectable()
export class LdapStrategy extends PassportStrategy(VerdictStrategy, 'ldap') {
  constructor(private readonly directories: Directories) {
    super();
  }

  async validate(request: StrategyRequest): Promise<Verdict> {
    const question = request.body as Question;
    // Directories let a name with an empty password in, as nobody.
    if (question.password.trim() === '') return refused('empty-password');
    const verdicts: Answer[] = [];
    for (const provider of question.directories) {
      const verdict = await this.at(provider, question);
      if (verdict.kind === 'outside') return { ...verdict, guesses: guessesOf(verdicts) };
      verdicts.push(verdict);
    }
    const heaviest = [...verdicts].sort((one, other) => weightOf(one) - weightOf(other))[0];
    if (heaviest?.kind !== 'refused') return heaviest ?? refused('not-in-directory');
    return { ...heaviest, guesses: guessesOf(verdicts) };
  }

  /** The first of the names that finds somebody decides. */
  private async at(provider: LdapProvider, question: Question): Promise<Answer> {
    const { names, dn, password } = question;
    const soon = inSignInTime(provider);
    for (const name of names) {
      const answer = await this.asked(provider, question, (admit) =>
        this.directories.authenticate(soon, name, password, admit),
      );
      if (answer.kind !== 'refused' || answer.because !== 'not-in-directory') return answer;
    }
    if (dn === null) return refused('not-in-directory');
    return this.asked(provider, question, (admit) => this.directories.authenticateAt(soon, dn, password, admit));
  }

  private async asked(provider: LdapProvider, { subject, admit }: Question, ask: Ask): Promise<Answer> {
    const met: { admission: Admission | null } = { admission: null };
    const proof = await ask(async (entry) => {
      if (subject !== null && subject !== entry.subject) return false;
      met.admission = await admit({ providerId: provider.id, subject: entry.subject });
      return met.admission.kind === 'admitted';
    });
    if (proof.kind === 'unavailable') return proof;
    if (proof.kind === 'refused') return refusal(proof.because, met.admission);
    return { kind: 'outside', person: { provider, entry: proof.entry, policy: NEW_PEOPLE }, guesses: [] };
  }
}

/** People wait less long than a sync may. */
function inSignInTime(provider: LdapProvider): LdapProvider {
  const timeoutMs = Math.min(provider.config.timeoutMs, MOST_MS);
  return { ...provider, config: { ...provider.config, timeoutMs } };
}

/** `admission`: null when nobody was found, or another entry than it has to be. */
function refusal(because: ProofRefusal, admission: Admission | null): Answer {
  if (admission === null) return refused(because === 'not-admitted' ? 'not-in-directory' : BECAUSE[because]);
  if (admission.kind === 'late') return { kind: 'unavailable', detail: 'Others are being signed in as this entry' };
  if (admission.kind === 'shut') return { ...refused('locked'), userId: admission.userId };
  const { guess } = admission;
  // A guess was made only where the password was compared.
  return { ...refused(BECAUSE[because]), userId: guess.userId, guesses: because === 'wrong-password' ? [guess] : [] };
}

function refused(because: Because): Refused {
  return { kind: 'refused', userId: null, because };
}

function guessesOf(verdicts: readonly Verdict[]): readonly Guess[] {
  return verdicts.flatMap((verdict) => (verdict.kind === 'refused' ? (verdict.guesses ?? []) : []));
}

function weightOf(verdict: Verdict): number {
  const said = verdict.kind === 'refused' ? (verdict.because ?? 'not-in-directory') : 'unavailable';
  return WEIGHTS.indexOf(said);
}
