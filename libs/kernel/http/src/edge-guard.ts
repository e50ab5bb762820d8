import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Request } from 'express';
import { Authenticator, type Principal } from './authenticator.js';
import { addressKey } from './client-address.js';
import { exchangeOf, responseOf } from './exchange.js';
import { Problem } from './problems.js';
import { RateLimits } from './rate-limits.js';
import { holds } from './request-context.js';
import { RouteTable } from './route-table.js';

/** Who calls, may they, and how often. Before a byte of the body is read. */
@Injectable()
export class EdgeGuard implements CanActivate {
  constructor(
    private readonly routes: RouteTable,
    private readonly limits: RateLimits,
    private readonly modules: ModuleRef,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const exchange = exchangeOf(host);
    const response = responseOf(host);
    const request = host.switchToHttp().getRequest<Request>();
    const entry = this.routes.of(host.getHandler());
    if (!entry) throw new Error(`No route is registered for ${host.getHandler().name}`);
    exchange.route = entry.template;
    const { permission, rateLimit } = entry.route.spec;
    const budget = rateLimit === 'sign-in' ? 'signIn' : 'perAddress';
    await this.limits.take(budget, addressKey(request.ip), response);
    exchange.principal = await this.recognise(request, permission, exchange.arrivedAt);
    if (exchange.principal) {
      await this.limits.take('perPrincipal', exchange.principal.actor.id, response);
    }
    authorise(exchange.principal, permission);
    return true;
  }

  /** A public route stays open when credentials are absent or no longer good. */
  private async recognise(request: Request, permission: string, now: Date): Promise<Principal | null> {
    if (permission === 'public' && request.headers.authorization === undefined) return null;
    return this.modules.get(Authenticator, { strict: false }).authenticate(request.headers, now);
  }
}

export function authorise(principal: Principal | null, permission: string): void {
  if (permission === 'public') return;
  if (!principal) {
    throw new Problem('UNAUTHENTICATED', 'This needs valid credentials.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="doyak"' },
    });
  }
  if (permission === 'authenticated' && !principal.scopes) return;
  if (!holds(principal, permission))
    throw new Problem('FORBIDDEN', `This needs the permission ${permission}.`);
}
