import { Type } from 'class-transformer';
import {
  IsDefined,
  IsEmail,
  IsHexColor,
  IsIn,
  IsObject,
  IsOptional,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import { IsDomainName, IsPasswordText, IsPersonName, IsPlainText, IsUsername, Normalized } from './validators.js';
import { INITIAL_PASSWORDS, type DomainAction } from './terms.js';

export type Banner = { readonly text: string; readonly color: string };

export type Domain = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly primary: boolean;
  readonly enabled: boolean;
  readonly banner: Banner | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type DomainDetail = Domain & {
  /** Counting stops at 10,000. */
  readonly users: number;
  readonly actions: readonly DomainAction[];
  readonly blocked: Partial<Record<DomainAction, string>>;
};

export type CreatedDomain = DomainDetail & {
  readonly administrator: { readonly id: string; readonly username: string; readonly temporaryPassword?: string };
};

export type DisabledDomain = {
  readonly domain: DomainDetail;
  readonly endedSessions: number;
  readonly endedTokens: number;
};

const present = (_: object, value: unknown) => value !== undefined;

export class BannerDto {
  @Normalized() @IsPlainText(200) @Matches(/\S/, { message: 'write a text' }) readonly text!: string;
  @IsHexColor() @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'use a color such as #345390' }) readonly color!: string;
}

export class FirstAdministratorDto {
  @IsUsername() readonly username!: string;
  @Normalized() @IsPersonName() readonly firstName!: string;
  @Normalized() @IsPersonName() readonly lastName!: string;

  @Normalized()
  @ValidateIf((_, value) => value !== null && value !== undefined)
  @IsEmail({}, { message: 'use an address such as name@example.org' })
  @MaxLength(LIMITS.emailLength)
  readonly email?: string | null;

  @ValidateIf(present) @IsPasswordText() readonly password?: string;
  @ValidateIf(present) @IsIn(INITIAL_PASSWORDS) readonly initialPassword?: (typeof INITIAL_PASSWORDS)[number];
}

/** A new secondary Domain with its first Domain Administrator. */
export class CreateDomainDto {
  @IsDomainName() readonly name!: string;
  @Normalized()
  @IsPlainText(LIMITS.nameLength)
  @Matches(/\S/, { message: 'write a name' })
  readonly displayName!: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => BannerDto) readonly banner?: BannerDto | null;
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => FirstAdministratorDto)
  readonly administrator!: FirstAdministratorDto;
}

export class UpdateDomainDto {
  @ValidateIf(present)
  @Normalized()
  @IsPlainText(LIMITS.nameLength)
  @Matches(/\S/, { message: 'write a name' })
  readonly displayName?: string;

  @IsOptional() @IsObject() @ValidateNested() @Type(() => BannerDto) readonly banner?: BannerDto | null;
}

export class DomainsQueryDto extends PageQueryDto {
  @IsOptional() @IsPlainText(LIMITS.searchLength) readonly q?: string;
  @IsOptional() @IsIn(['name', '-name']) readonly sort: 'name' | '-name' = 'name';
}

export class DeleteDomainQueryDto {
  /** The Domain's name as typed; required unless it is a dry run. */
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly confirm?: string;
  @IsOptional() @IsIn(['true', 'false']) readonly dryRun?: 'true' | 'false';
}
