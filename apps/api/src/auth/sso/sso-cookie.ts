import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SsoProtocol } from 'wardkeep/contracts';
import { Config } from '../../platform/config/config.js';

const LASTS_SECONDS = 15 * 60;

/**
 * By what the browser is known again that left for an identity provider. One comes back from SAML with a form of another
 * site, which brings no cookie but one that is sent from anywhere; over plain http there is none such.
 */
@Injectable()
export class SsoCookie {
  constructor(private readonly config: Config) {}

  read(request: FastifyRequest, protocol: SsoProtocol): string | null {
    return request.cookies[this.nameOf(protocol)] ?? null;
  }

  write(reply: FastifyReply, protocol: SsoProtocol, token: string): void {
    const { isSecure } = this.config;
    void reply.setCookie(this.nameOf(protocol), token, {
      httpOnly: true,
      sameSite: protocol === 'saml' && isSecure ? 'none' : 'lax',
      path: '/',
      secure: isSecure,
      maxAge: LASTS_SECONDS,
    });
  }

  private nameOf(protocol: SsoProtocol): string {
    return `${this.config.isSecure ? '__Host-' : ''}wk-${protocol}`;
  }
}
