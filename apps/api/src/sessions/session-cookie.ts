import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { isByCookie } from './current-session.js';

/** Gives one caller's browser a new token. */
export type CookieWriter = (token: string, endsAt: Date) => void;

/** The cookie that carries a browser's session; never readable by scripts. */
@Injectable()
export class SessionCookie {
  private readonly name: string;

  constructor(private readonly config: Config) {
    this.name = config.isSecure ? '__Host-wk' : 'wk';
  }

  read(request: FastifyRequest): string | null {
    return request.cookies[this.name] ?? null;
  }

  write(reply: FastifyReply, token: string, endsAt: Date): void {
    void reply.setCookie(this.name, token, { ...this.attributes, expires: endsAt });
  }

  /** Null for a caller who came without the cookie. */
  writerFor(request: FastifyRequest, reply: FastifyReply): CookieWriter | null {
    return isByCookie(request) ? (token, endsAt) => this.write(reply, token, endsAt) : null;
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.attributes);
  }

  private get attributes() {
    return { httpOnly: true, sameSite: 'lax', path: '/', secure: this.config.isSecure } as const;
  }
}
