import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ACCESS, type Access } from '../src/platform/http/access.decorators.js';

/** A route as its controller declares it; `path` is relative to the API's base, health's begins with `//`. */
export type Route = {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly access: Access | undefined;
};

/** Every route that a controller declares. */
export function routesOf(app: INestApplication): Route[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const routes = controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { readonly prototype: Record<string, unknown> }).prototype;
    return scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name] as object))
      .map((name) => routeOf(metatype as object, prototype[name] as object));
  });
  return routes.sort((left, right) => left.name.localeCompare(right.name));
}

function routeOf(controller: object, handler: object): Route {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
  const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target)));
  const joined = `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
  const path = joined.startsWith('/health/') ? `/${joined}` : joined;
  const access = [handler, controller].map((target) => Reflect.getMetadata(ACCESS, target) as Access | undefined);
  return { method, path, name: `${method} ${path}`, access: access.find(Boolean) };
}

/** Every route that the server answers, by what the server itself says; in the names of `routesOf`. */
export function servedRoutes(server: FastifyInstance): string[] {
  const above: string[] = [];
  const names = server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', path = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      above.splice(indent.length / 4, Infinity, path);
      const full = above.join('');
      return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${ownName(full)}`);
    });
  return names.filter((name) => !/^(HEAD|OPTIONS) /.test(name)).sort();
}

function ownName(path: string): string {
  return path.startsWith('/api/v1') ? path.slice('/api/v1'.length) : `/${path}`;
}
