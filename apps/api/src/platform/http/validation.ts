import { Injectable, ValidationPipe, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { FieldError } from 'wardkeep/contracts';
import { isUuid } from '../ids.js';
import { Problem } from './problem.js';

const MOST_ERRORS = 100;

/** Bodies and queries against their DTO class: unknown fields are refused, errors are told at once. */
export function validation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      new Problem('invalid-request', { errors: fieldErrors(errors, '').slice(0, MOST_ERRORS) }),
  });
}

function fieldErrors(errors: readonly ValidationError[], above: string): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${above}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(error.constraints ?? {}).map(([name, detail]) =>
      toFieldError(pointer, name, detail, error),
    );
    return [...own, ...fieldErrors(error.children ?? [], pointer)];
  });
}

function toFieldError(pointer: string, name: string, message: string, error: ValidationError): FieldError {
  const contexts = error.contexts as Record<string, { code?: string } | undefined> | undefined;
  const isUnknown = name === 'whitelistValidation';
  const detail = isUnknown ? 'is not known here' : message.replace(`${error.property} `, '');
  return { pointer, code: isUnknown ? 'unknown-field' : (contexts?.[name]?.code ?? name), detail };
}

/** An id in a path: a UUID, or the request is malformed. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (isUuid(text)) return text.toLowerCase();
    throw new Problem('invalid-request', { errors: [{ pointer: '/id', code: 'uuid', detail: 'is no id' }] });
  }
}

/** A whole number in a path, such as a version. */
@Injectable()
export class NumberPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new Problem('invalid-request', { errors: [{ pointer: '/n', code: 'number', detail: 'is no number' }] });
  }
}
