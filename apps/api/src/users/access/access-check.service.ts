import { Injectable } from '@nestjs/common';
import type { AccessAnswer, AccessAnswers } from 'wardkeep/contracts';
import type { AccessCheckDto, AccessQuestionDto } from 'wardkeep/contracts/dto';
import { answerAccess, type Grants } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { grantsOfRole } from '../../roles/role-record.js';
import { AccessRepository, type CheckedUser } from './access.repository.js';

type Known = { readonly enabled: boolean; readonly grants: Grants };

/** Answers partner systems whether a user may do something: one statement, however many questions. */
@Injectable()
export class AccessCheckService {
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
    const asked = questions.map(keyOf);
    const [ids, names] = [asked.filter(isId), asked.filter((key) => !isId(key))];
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.access.users(tx, [...new Set(ids)].map(bare), [...new Set(names)].map(bare)),
    );
    const known = knownBy(rows);
    return questions.map((question) =>
      answerAccess(known.get(keyOf(question)) ?? null, question.permission, question.own ?? false),
    );
  }
}

/** A username may look like an id: which of them is meant, the key says. */
function keyOf({ userId, username }: AccessQuestionDto): string {
  return userId === undefined ? `name ${username?.toLowerCase() ?? ''}` : `id ${userId.toLowerCase()}`;
}

function isId(key: string): boolean {
  return key.startsWith('id ');
}

function bare(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}

function knownBy(rows: readonly CheckedUser[]): ReadonlyMap<string, Known> {
  const grants = new Map(
    rows.flatMap(({ role_id: id, kind, permissions }) =>
      permissions ? [[id, grantsOfRole(kind, permissions)] as const] : [],
    ),
  );
  return new Map(
    rows.flatMap((row) => {
      const known: Known = { enabled: row.enabled, grants: grants.get(row.role_id) ?? new Map() };
      return [[`id ${row.id}`, known] as const, [`name ${row.username_key}`, known] as const];
    }),
  );
}

/** A user is named one way: two ways might be two users. */
function refuseNobody({ userId, username }: AccessQuestionDto, pointer: string): void {
  if ((userId === undefined) !== (username === undefined)) return;
  throw invalid(`${pointer}/userId`, 'name the user by userId or by username, one of them');
}

function invalid(pointer: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code: 'either-or', detail }] });
}
