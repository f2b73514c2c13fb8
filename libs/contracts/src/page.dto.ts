import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { RoleImpact } from './access-terms.js';
import type { BulkPreview } from './bulk-terms.js';
import { LIMITS } from './limits.js';

export type Total = { readonly value: number; readonly relation: 'exact' | 'atLeast' };

/** One page of a list. `nextCursor` is null on the last page; counting stops at 10,000 (`atLeast`). */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null; readonly total: Total };

export class PageQueryDto {
  @IsPageLimit() readonly limit: number = LIMITS.defaultPageSize;
  @IsCursor() readonly cursor?: string;
}

export function IsPageLimit(): PropertyDecorator {
  return together(IsOptional(), WholeNumber(), IsInt(), Min(1), Max(LIMITS.pageSize));
}

export function IsCursor(): PropertyDecorator {
  return together(IsOptional(), IsString(), MaxLength(2000));
}

/** A number as a query sends it. */
export function WholeNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => wholeNumber(value));
}

function together(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

/** Digits only: `0x10`, `1e3` and a repeated parameter are no numbers here. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

/** What a write would do, of a `?dryRun=true`: nothing was written. */
export type DryRun = {
  readonly dryRun: true;
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly warnings: readonly string[];
  readonly endsSessions: number;
  readonly endsTokens: number;
  /** Of a change or deletion of a role: whom it concerns. */
  readonly role?: RoleImpact;
  /** Of an action on many users: what would become of them. */
  readonly bulk?: BulkPreview;
};
