import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsUUID, Matches, ValidateNested } from 'class-validator';
import { IsPlainText } from './validators.js';

const GROUP_LENGTH = 2_000;
const group = { message: 'name a group', context: { code: 'group' } };
const MOST_GROUPS = 200;

export class GroupRoleDto {
  @IsPlainText(GROUP_LENGTH) @Matches(/\S/, group) readonly group!: string;
  @IsUUID() readonly roleId!: string;
}

/** Which group gives which role; may be left out. */
export const IsGroupRoles = (): PropertyDecorator => (target, property) => {
  const rules = [
    IsOptional(),
    IsArray(),
    ArrayMaxSize(MOST_GROUPS),
    ValidateNested({ each: true }),
    Type(() => GroupRoleDto),
  ];
  for (const rule of rules) rule(target, property);
};
