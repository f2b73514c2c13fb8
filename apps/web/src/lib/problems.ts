import { NetworkError, ProblemError } from 'wardkeep/client';
import type { FieldError } from 'wardkeep/contracts';
import { i18n } from '../i18n';

export const isProblem = (error: unknown): error is ProblemError => error instanceof ProblemError;

export const problemCode = (error: unknown): string | null => (isProblem(error) ? error.problem.code : null);

export const requestIdOf = (error: unknown): string | null => (isProblem(error) ? error.problem.requestId : null);

/** Seconds until another try makes sense, when the server named them. */
export const retryAfterOf = (error: unknown): number | null => (isProblem(error) ? error.retryAfter : null);

/** What happened, in the reader's language: the code decides; the server's own words only when the code is new. */
export function problemText(error: unknown): string {
  if (error instanceof NetworkError) return i18n.t('problems:network');
  if (!isProblem(error)) return i18n.t('problems:unexpected');
  const { code, detail, title } = error.problem;
  return i18n.t(`problems:${code}`, { defaultValue: detail || title });
}

/** `/administrator/username` is the form's `administrator.username`. */
export function pathOf(pointer: string): string {
  return pointer
    .replace(/^[?/]/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

export function fieldText(code: string, detail: string): string {
  return i18n.t([`problems:field.${code}`, `problems:${code}`], { detail, defaultValue: sentence(detail) });
}

const sentence = (detail: string) => (detail ? detail.charAt(0).toUpperCase() + detail.slice(1) : detail);

/** Which field a conflict is about when the server names none. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  'username-taken': 'username',
  'email-taken': 'email',
  'login-name-taken': 'username',
  'domain-name-taken': 'name',
  'provider-name-taken': 'name',
  'secret-required': 'config.bindPassword',
};

export type PlacedErrors = { readonly fields: Readonly<Record<string, string>>; readonly rest: string | null };

/** The messages by field, and those whose field the form does not have. */
function sorted(errors: readonly FieldError[], hasField: (path: string) => boolean) {
  const fields: Record<string, string> = {};
  const unplaced: string[] = [];
  for (const { pointer, code, detail } of errors) {
    const path = pathOf(pointer);
    const message = fieldText(code, detail);
    if (hasField(path)) fields[path] = fields[path] ? `${fields[path]} ${message}` : message;
    else unplaced.push(message);
  }
  return { fields, unplaced };
}

/** A refusal sorted for a form: what belongs to one of its fields, and what is said above them. */
export function placeErrors(error: unknown, hasField: (path: string) => boolean): PlacedErrors {
  if (!isProblem(error)) return { fields: {}, rest: problemText(error) };
  const { fields, unplaced } = sorted(error.problem.errors ?? [], hasField);
  if (unplaced.length > 0) return { fields, rest: unplaced.join(' ') };
  if (Object.keys(fields).length > 0) return { fields, rest: null };
  const guess = FIELD_OF_CODE[error.problem.code];
  if (guess && hasField(guess)) return { fields: { [guess]: problemText(error) }, rest: null };
  return { fields, rest: problemText(error) };
}
