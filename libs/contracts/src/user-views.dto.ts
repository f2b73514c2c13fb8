import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { USER_LIST_COLUMNS, type UserListColumn } from './bulk-terms.js';
import { LIMITS } from './limits.js';
import { USER_ORDERS, UserFiltersDto, type UserOrder } from './users.dto.js';
import { IsPlainText, Normalized, OneSpaced } from './validators.js';

/** A list of users as somebody likes to see it. */
export type UserView = {
  readonly id: string;
  readonly name: string;
  /** Everybody of the Domain who sees users sees it. */
  readonly shared: boolean;
  /** Whose it is. */
  readonly owner: string;
  readonly own: boolean;
  /** Whether the caller may change and delete it. */
  readonly editable: boolean;
  readonly filters: Readonly<Record<string, string | number>>;
  /** In the order shown; null: the usual ones. */
  readonly columns: readonly UserListColumn[] | null;
  readonly sort: UserOrder;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

const present = (_: object, value: unknown) => value !== undefined;

class ViewFieldsDto {
  @ValidateIf(present) @ValidateNested() @Type(() => UserFiltersDto) readonly filters?: UserFiltersDto;

  @ValidateIf((_, value) => value !== null && value !== undefined)
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(USER_LIST_COLUMNS.length)
  @IsIn(USER_LIST_COLUMNS, { each: true })
  readonly columns?: readonly UserListColumn[] | null;

  @ValidateIf(present) @IsIn(USER_ORDERS) readonly sort?: UserOrder;
  @ValidateIf(present) @IsBoolean() readonly shared?: boolean;
}

export class CreateUserViewDto extends ViewFieldsDto {
  @Normalized() @OneSpaced() @IsPlainText(LIMITS.viewNameLength) @Matches(/\S/) readonly name!: string;
}

export class UpdateUserViewDto extends ViewFieldsDto {
  @ValidateIf(present)
  @Normalized()
  @OneSpaced()
  @IsPlainText(LIMITS.viewNameLength)
  @Matches(/\S/)
  readonly name?: string;
}
