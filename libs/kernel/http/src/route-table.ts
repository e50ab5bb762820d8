import { Injectable, type OnModuleInit, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { Authenticator } from './authenticator.js';
import { type AnyRoute, ROUTE } from './endpoint.js';
import { isPermission } from './permissions.js';
import { problemDefinition } from './problems.js';

export interface RouteEntry {
  readonly method: string;
  /** OpenAPI form: `/v1/applications/{id}/submit`. */
  readonly template: string;
  readonly route: AnyRoute;
  /** `SubmitApplicationController.submit`: the operation id. */
  readonly handler: string;
}

/** Every route of the application, checked at boot. */
@Injectable()
export class RouteTable implements OnModuleInit {
  private readonly byHandler = new Map<unknown, RouteEntry>();
  private entries: readonly RouteEntry[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    const faults: string[] = [];
    for (const { metatype, instance } of this.discovery.getControllers()) {
      if (!metatype || !instance) continue;
      this.readController(metatype as Type, faults);
    }
    this.entries = [...this.byHandler.values()].sort((left, right) =>
      `${left.template} ${left.method}` < `${right.template} ${right.method}` ? -1 : 1,
    );
    const guarded = this.entries.find(({ route }) => route.spec.permission !== 'public');
    if (guarded && !this.hasAuthenticator()) faults.push(`${guarded.handler}: no Authenticator is provided`);
    if (faults.length > 0) throw new Error(`Routes are not in order:\n  ${faults.join('\n  ')}`);
  }

  private hasAuthenticator(): boolean {
    try {
      return this.modules.get(Authenticator, { strict: false }) !== undefined;
    } catch {
      return false;
    }
  }

  private readController(controller: Type, faults: string[]): void {
    const prototype = controller.prototype as Record<string, unknown>;
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const method = prototype[name] as object;
      const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined;
      if (verb === undefined) continue;
      const handler = `${controller.name}.${name}`;
      const route = Reflect.getMetadata(ROUTE, method) as AnyRoute | undefined;
      if (!route) {
        faults.push(`${handler}: no @Endpoint, so no permission`);
        continue;
      }
      const paths = [
        Reflect.getMetadata(PATH_METADATA, controller),
        Reflect.getMetadata(PATH_METADATA, method),
      ];
      if (paths.some((path) => typeof path !== 'string')) faults.push(`${handler}: one path only`);
      const entry = { method: RequestMethod[verb], template: template(paths as string[]), route, handler };
      faults.push(...faultsOf(entry, [...this.byHandler.values()]));
      this.byHandler.set(method, entry);
    }
  }

  all(): readonly RouteEntry[] {
    return this.entries;
  }

  of(handler: unknown): RouteEntry | undefined {
    return this.byHandler.get(handler);
  }

  /** The methods that some route has at a path, for 405 and `OPTIONS`. */
  methodsAt(path: string): string[] {
    const segments = path.split('/').filter(Boolean);
    const methods = new Set<string>();
    for (const { method, template } of this.entries) {
      if (!matches(template.split('/').filter(Boolean), segments)) continue;
      methods.add(method);
      if (method === 'GET') methods.add('HEAD');
    }
    return [...methods].sort();
  }
}

function template(paths: readonly string[]): string {
  const joined = paths
    .flatMap((path) => path.split('/'))
    .filter(Boolean)
    .join('/');
  return `/${joined.replaceAll(/[:*](\w+)/g, '{$1}')}`;
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith('{') || part === segments[index])
  );
}

function faultsOf(entry: RouteEntry, known: readonly RouteEntry[]): string[] {
  const { spec } = entry.route;
  const faults: string[] = [];
  if (!isPermission(spec.permission))
    faults.push(`the permission "${String(spec.permission)}" is not in the catalogue`);
  for (const code of spec.refusals ?? []) {
    if (!problemDefinition(code)) faults.push(`the problem code "${code}" is not registered`);
  }
  const inPath = [...entry.template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const declared = Object.keys((entry.route.params?.shape as object | undefined) ?? {}).sort();
  if (inPath.join() !== declared.join())
    faults.push(`path parameters [${inPath.join()}] are declared as [${declared.join()}]`);
  if (spec.command && entry.method !== 'POST') faults.push('a command is a POST');
  if (known.some(({ method, template }) => method === entry.method && template === entry.template)) {
    faults.push('the same method and path twice');
  }
  return faults.map((fault) => `${entry.handler} (${entry.method} ${entry.template}): ${fault}`);
}
