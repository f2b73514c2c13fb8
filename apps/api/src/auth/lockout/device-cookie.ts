import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { SessionTokens } from '../../platform/crypto/session-jwt.js';

/** A device that says, signed by us, that the user signed in with it before. */
export type DeviceProof = { readonly id: string; readonly userId: string; readonly domainId: string };

const DAYS = 30;

/** The signed cookie by which a browser is known again; it opens nothing. */
@Injectable()
export class DeviceCookie {
  private readonly name: string;

  constructor(
    private readonly config: Config,
    private readonly tokens: SessionTokens,
  ) {
    this.name = config.isSecure ? '__Host-wk-device' : 'wk-device';
  }

  read(request: FastifyRequest): DeviceProof | null {
    const token = request.cookies[this.name];
    const claims = token === undefined ? null : this.tokens.verifyDevice(token);
    return claims && { id: claims.sid, userId: claims.sub, domainId: claims.dom };
  }

  write(reply: FastifyReply, device: DeviceProof): void {
    const expires = new Date(Date.now() + DAYS * 24 * 60 * 60 * 1_000);
    const subject = { userId: device.userId, domainId: device.domainId, sessionId: device.id };
    void reply.setCookie(this.name, this.tokens.sign(subject, expires, 'device'), {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: this.config.isSecure,
      expires,
    });
  }
}
