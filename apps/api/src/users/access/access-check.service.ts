import { Injectable } from '@nestjs/common';
import type { AccessAnswer, AccessAnswers } from 'wardkeep/contracts';
import type { AccessCheckDto, AccessQuestionDto } from 'wardkeep/contracts/dto';
import { answerAccess, type Grants } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { grantsOfRole } from '../../roles/role-record.js';
import { AccessRepository, type CheckedUser } from './access.repository.js';

type Known = { readonly enabled: boolean; readonly grants: Grants };
/** A username may look like an id: which of them is meant, the question says. */
type KnownUsers = { readonly byId: ReadonlyMap<string, Known>; readonly byName: ReadonlyMap<string, Known> };

const MOST_KEPT = 5_000;

/**
 * Answers partner systems whether a user may do something: one statement, however many questions. What a version of a
 * role gives never changes, so it is kept; which version counts is read each time.
 */
@Injectable()
export class AccessCheckService {
  private readonly kept = new Map<string, Grants>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: AccessRepository,
  ) {}

  async check(actor: Actor, input: AccessCheckDto): Promise<AccessAnswer | AccessAnswers> {
    const { checks, ...single } = input;
    if (!checks) return this.one(actor, single as AccessQuestionDto);
    const isBoth = Object.values(single).some((value) => value !== undefined);
    if (isBoth) throw invalid('/checks', 'ask one question, or several in checks');
    checks.forEach((question, place) => refuseNobody(question, `/checks/${place}`));
    return { checks: await this.answer(actor, checks) };
  }

  private async one(actor: Actor, question: AccessQuestionDto): Promise<AccessAnswer> {
    refuseNobody(question, '');
    const [answer] = await this.answer(actor, [question]);
    if (!answer || answer.because === 'user-not-found') throw new Problem('user-not-found');
    return answer;
  }

  private async answer(actor: Actor, questions: readonly AccessQuestionDto[]): Promise<AccessAnswer[]> {
    const ids = new Set(questions.flatMap(({ userId }) => userId?.toLowerCase() ?? []));
    const names = new Set(questions.flatMap(({ username }) => username?.toLowerCase() ?? []));
    const known = await this.unitOfWork.read(actor, async (tx) => {
      const users = await this.access.users(tx, [...ids], [...names]);
      return knownBy(users, await this.grantsOf(tx, users));
    });
    return questions.map((question) =>
      answerAccess(userOf(known, question), question.permission, question.own ?? false),
    );
  }

  private async grantsOf(tx: ReadTx, users: readonly CheckedUser[]): Promise<ReadonlyMap<string, Grants>> {
    const versions = new Map(users.map((user) => [user.role_id, `${user.role_id} ${user.role_version}`]));
    const unknown = [...versions].filter(([, version]) => !this.kept.has(version)).map(([id]) => id);
    if (unknown.length > 0) {
      for (const { id, kind, permissions } of await this.access.roles(tx, unknown)) {
        this.keep(versions.get(id) ?? '', grantsOfRole(kind, permissions));
      }
    }
    return new Map([...versions].map(([id, version]) => [id, this.kept.get(version) ?? new Map()]));
  }

  private keep(version: string, grants: Grants): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(version, grants);
  }
}

function knownBy(users: readonly CheckedUser[], grants: ReadonlyMap<string, Grants>): KnownUsers {
  const [byId, byName] = [new Map<string, Known>(), new Map<string, Known>()];
  for (const { id, username_key, enabled, role_id } of users) {
    const known: Known = { enabled, grants: grants.get(role_id) ?? new Map() };
    byId.set(id, known);
    byName.set(username_key, known);
  }
  return { byId, byName };
}

function userOf({ byId, byName }: KnownUsers, { userId, username }: AccessQuestionDto): Known | null {
  const known = userId === undefined ? byName.get(username?.toLowerCase() ?? '') : byId.get(userId.toLowerCase());
  return known ?? null;
}

/** A user is named one way: two ways might be two users. */
function refuseNobody({ userId, username }: AccessQuestionDto, pointer: string): void {
  if ((userId === undefined) !== (username === undefined)) return;
  throw invalid(`${pointer}/userId`, 'name the user by userId or by username, one of them');
}

function invalid(pointer: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code: 'either-or', detail }] });
}
