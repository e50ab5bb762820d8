import type { AnyEventSpec, DomainEvent } from '@doyak/kernel/decider';
import { UnregisteredEvent } from './errors.js';

/** Event data as it is stored: the stable type, the schema version, the validated data. */
export interface Serialised {
  readonly stored: string;
  readonly version: number;
  readonly data: unknown;
}

/** Every event of the running program, by its name in code and by its stored type. */
export class EventRegistry {
  private readonly byName = new Map<string, AnyEventSpec>();
  private readonly byStored = new Map<string, AnyEventSpec>();

  /** Throws when a name or stored type is already taken by another spec: boot fails. */
  register(specs: readonly AnyEventSpec[]): void {
    for (const spec of specs) {
      const same = this.byName.get(spec.name);
      if (same === spec) continue;
      if (same || this.byStored.has(spec.stored)) {
        throw new UnregisteredEvent(`Event ${spec.name} (${spec.stored}) is registered twice`);
      }
      this.byName.set(spec.name, spec);
      this.byStored.set(spec.stored, spec);
    }
  }

  all(): readonly AnyEventSpec[] {
    return [...this.byName.values()];
  }

  spec(name: string): AnyEventSpec {
    const spec = this.byName.get(name);
    if (!spec) throw new UnregisteredEvent(`Event ${name} is not registered`);
    return spec;
  }

  storedTypes(names: Iterable<string>): string[] {
    return [...names].map((name) => this.spec(name).stored);
  }

  /** Checks the data against the current schema. */
  serialise(event: DomainEvent): Serialised {
    const spec = this.spec(event.type);
    const parsed = spec.schema.safeParse(event.data);
    if (!parsed.success) {
      const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new UnregisteredEvent(`Event ${event.type} does not fit its schema: ${faults.join('; ')}`);
    }
    return { stored: spec.stored, version: spec.version, data: parsed.data };
  }

  /** From stored data of any registered version to the event of today. */
  deserialise(stored: string, version: number, data: unknown): DomainEvent {
    const spec = this.byStored.get(stored);
    if (!spec) throw new UnregisteredEvent(`Stored event type ${stored} is not registered`);
    if (version > spec.version) {
      throw new UnregisteredEvent(
        `${stored} version ${version} was written by a newer program (known: ${spec.version})`,
      );
    }
    let current = data;
    for (let from = version; from < spec.version; from += 1) {
      current = (spec.older[from]!.upcast as (data: unknown) => unknown)(current);
    }
    return { type: spec.name, data: current };
  }
}
