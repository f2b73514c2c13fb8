import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../http/access.decorators.js';
import { Readiness } from './readiness.js';

type Health = { readonly status: 'ok' };

/** For load balancers and supervisors: outside the API's base path, and nothing but the fact. */
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(): Promise<Health> {
    await this.readiness.check();
    return { status: 'ok' };
  }
}
