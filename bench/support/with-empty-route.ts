/** The built server with one route more that does nothing: what a request costs before anything is done for it. */
import 'reflect-metadata';
import { Controller, Get, type Type } from '@nestjs/common';
import { built } from './built.js';

type Access = { readonly Public: () => MethodDecorator };
type Health = { readonly HealthModule: Type };

const CONTROLLERS = 'controllers';

const { Public } = await built<Access>('platform/http/access.decorators.js');
const { HealthModule } = await built<Health>('platform/health/health.module.js');

@Controller('empty')
class EmptyController {
  @Get()
  @Public()
  get(): { readonly empty: true } {
    return { empty: true };
  }
}

const known = Reflect.getMetadata(CONTROLLERS, HealthModule) as readonly unknown[];
Reflect.defineMetadata(CONTROLLERS, [...known, EmptyController], HealthModule);
await built('main.js');
