import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { ResetLink } from 'wardkeep/contracts';
import { ForgottenPasswordDto, PasswordResetDto, ResetTokenDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { ForgottenPasswords } from './forgotten-passwords.service.js';
import { PasswordResetService } from './password-reset.service.js';

@Controller('auth/password-reset')
export class PasswordResetController {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly forgotten: ForgottenPasswords,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  use(@Body() { token, newPassword }: PasswordResetDto, @CurrentOrigin() origin: Origin): Promise<void> {
    return this.resets.use(token, newPassword, origin);
  }

  /** A POST, so that no token stands in an address. */
  @Post('check')
  @HttpCode(200)
  @Public()
  check(@Body() { token }: ResetTokenDto, @CurrentOrigin() origin: Origin): Promise<ResetLink> {
    return this.resets.check(token, origin);
  }

  @Post('request')
  @HttpCode(202)
  @Public()
  request(@Body() { domain, username }: ForgottenPasswordDto, @CurrentOrigin() origin: Origin): Promise<void> {
    return this.forgotten.request(domain ?? null, username, origin);
  }
}
