import { IsUUID, Matches } from 'class-validator';
import { IsPlainText } from './validators.js';

const GROUP_LENGTH = 2_000;

export class GroupRoleDto {
  @IsPlainText(GROUP_LENGTH) @Matches(/\S/, { message: 'name a group' }) readonly group!: string;
  @IsUUID() readonly roleId!: string;
}
