import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { checkBusinessNumber } from '@doyak/kernel/korean-ids';
import type { Verdict } from '../domain/automated-step.js';
import { ReviewDesk } from '../review-desk.js';
import { runRegisterStep } from '../work/run-step.js';
import { BusinessStatus } from './business-status.js';
import type { CheckContext, Checker, CheckInput } from './checker.js';
import { Checkers } from './checkers.js';

/** Whether the business of the company is active, as the tax service's register says (사업자 상태). The answer is kept as evidence. */
@Injectable()
export class CompanyStatus implements Checker, OnModuleInit {
  readonly name = 'company-status';
  readonly job = runRegisterStep;
  readonly attempts = 8;
  readonly backoff = { kind: 'exponential', delayMs: 2_000, maxDelayMs: 600_000 } as const;
  readonly deadlineMs = 60_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(BusinessStatus) private readonly register: BusinessStatus,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async check({ applicationId }: CheckInput, context: CheckContext): Promise<Verdict> {
    const { company } = await this.desk.application(applicationId);
    const number = company && checkBusinessNumber(company.businessNumber);
    if (!number?.ok) return { outcome: 'unregistered', findings: [{ code: 'NO_BUSINESS_NUMBER' }] };
    const { standing, endedOn, line } = await this.register.ask(number.value);
    const evidence = [await context.keep('register-answer', Buffer.from(line), 'application/json')];
    const findings = endedOn === undefined ? [] : [{ code: 'ENDED', detail: endedOn }];
    return { outcome: standing, evidence, findings };
  }
}
