import { IsIn, IsOptional } from 'class-validator';
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import { IsPlainText } from './validators.js';
import type { LoginMethodKind, SessionEnd } from './terms.js';

export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly method: LoginMethodKind;
  /** Such as `Chrome 156 on Windows`. */
  readonly device: string;
  readonly address: string;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly endedBecause: SessionEnd | null;
  readonly current: boolean;
};

export class SessionsQueryDto extends PageQueryDto {
  @IsOptional() @IsIn(['live', 'ended', 'all']) readonly state: 'live' | 'ended' | 'all' = 'all';
  @IsOptional() @IsIn(['startedAt', '-startedAt']) readonly sort: 'startedAt' | '-startedAt' = '-startedAt';
  @IsOptional() @IsPlainText(LIMITS.searchLength) readonly q?: string;
}
