import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { LIMITS, PERMISSIONS, USERNAME_PATTERN } from 'wardkeep/contracts';
import { AccessCheckDto } from 'wardkeep/contracts/dto';
import { validation } from '../../platform/http/validation.js';

const PERMISSION_NAMES: ReadonlySet<unknown> = new Set(PERMISSIONS.map(({ permission }) => permission));

/**
 * The body of `POST /access/check`. Partner systems ask before everything they do, and going through a hundred questions
 * by the rules of the DTO takes longer than answering them: what is plainly well-formed goes on as it came. Of anything
 * else the DTO decides, and says what is wrong.
 */
@Injectable()
export class AccessCheckPipe implements PipeTransform<unknown, unknown> {
  private readonly rules = validation();

  transform(body: unknown): unknown {
    return isPlainlyWellFormed(body) ? body : this.rules.transform(body, { type: 'body', metatype: AccessCheckDto });
  }
}

/** True of nothing that the DTO would refuse. */
export function isPlainlyWellFormed(body: unknown): boolean {
  if (!isObject(body)) return false;
  if (!Object.hasOwn(body, 'checks')) return isQuestion(body);
  const { checks } = body;
  return (
    Object.keys(body).length === 1 &&
    Array.isArray(checks) &&
    checks.length > 0 &&
    checks.length <= LIMITS.accessChecks &&
    checks.every(isQuestion)
  );
}

function isQuestion(question: unknown): boolean {
  return (
    isObject(question) &&
    Object.hasOwn(question, 'permission') &&
    Object.keys(question).every((key) => isField(key, question[key]))
  );
}

function isField(key: string, value: unknown): boolean {
  switch (key) {
    case 'userId':
      return isUUID(value);
    case 'username':
      return typeof value === 'string' && USERNAME_PATTERN.test(value);
    case 'permission':
      return PERMISSION_NAMES.has(value);
    case 'own':
      return typeof value === 'boolean';
    default:
      return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
