import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CHECKERS } from '@doyak/programs';
import type { RunStep } from '../work/run-step.js';
import type { AnyChecker } from './checker.js';

/** Every automatic check of this installation. Boot fails where one that programs may name is missing. */
@Injectable()
export class Checkers implements OnApplicationBootstrap {
  private readonly known = new Map<string, AnyChecker>();

  /** Throws when the name is taken. */
  register(checker: AnyChecker): void {
    if (this.known.has(checker.name)) throw new Error(`Two checks are called ${checker.name}`);
    this.known.set(checker.name, checker);
  }

  onApplicationBootstrap(): void {
    const missing = CHECKERS.filter(({ name }) => !this.known.has(name));
    if (missing.length > 0)
      throw new Error(`Nobody carries out the checks ${missing.map(({ name }) => name).join(', ')}`);
  }

  find(name: string): AnyChecker | undefined {
    return this.known.get(name);
  }

  names(): string[] {
    return [...this.known.keys()];
  }

  /** Throws for a check that this installation does not have. */
  jobOf(name: string): RunStep {
    const found = this.known.get(name);
    if (!found) throw new Error(`There is no check ${name}`);
    return found.job;
  }
}
