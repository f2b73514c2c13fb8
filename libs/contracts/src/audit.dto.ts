import { IsIn, IsISO8601, IsOptional, IsUUID } from 'class-validator';
import { AUDIT_EVENTS, type AuditEventType, type AuditOutcome, type FieldChange } from './audit-events.js';
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import { IsPlainText } from './validators.js';

export type AuditEvent = {
  readonly id: string;
  readonly sequence: number;
  readonly at: string;
  readonly type: AuditEventType;
  readonly outcome: AuditOutcome;
  readonly actor: { readonly id: string | null; readonly username: string; readonly domain: string } | null;
  readonly subject: { readonly kind: string; readonly id: string | null; readonly name: string } | null;
  readonly changes: readonly FieldChange[];
  readonly address: string | null;
  readonly device: string | null;
  readonly sessionId: string | null;
  readonly requestId: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
};

export class AuditQueryDto extends PageQueryDto {
  @IsOptional() @IsIn(['at', '-at']) readonly sort: 'at' | '-at' = '-at';
  /** The actor's id or username. */
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly actor?: string;
  /** The subject's id or name. */
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly subject?: string;
  @IsOptional() @IsIn(Object.keys(AUDIT_EVENTS)) readonly type?: AuditEventType;
  @IsOptional() @IsIn(['success', 'refused', 'failed']) readonly outcome?: AuditOutcome;
  @IsOptional() @IsPlainText(64) readonly address?: string;
  @IsOptional() @IsISO8601({ strict: true }) readonly from?: string;
  @IsOptional() @IsISO8601({ strict: true }) readonly to?: string;
  @IsOptional() @IsPlainText(LIMITS.searchLength) readonly q?: string;
  @IsOptional() @IsPlainText(128) readonly requestId?: string;
  @IsOptional() @IsUUID() readonly sessionId?: string;
}
