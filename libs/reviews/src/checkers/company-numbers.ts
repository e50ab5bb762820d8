import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { checkBusinessNumber, checkCorporateNumber } from '@doyak/kernel/korean-ids';
import type { Verdict } from '../domain/automated-step.js';
import { ReviewDesk } from '../review-desk.js';
import { runStep } from '../work/run-step.js';
import { Checkers } from './checkers.js';
import type { Checker, CheckInput } from './checker.js';

/** Whether the numbers of the company (사업자등록번호, 법인등록번호) can be numbers at all. That a business exists, they do not show. */
@Injectable()
export class CompanyNumbers implements Checker, OnModuleInit {
  readonly name = 'company-numbers';
  readonly job = runStep;
  readonly attempts = 5;
  readonly backoff = { kind: 'exponential', delayMs: 1_000, maxDelayMs: 60_000 } as const;
  readonly deadlineMs = 30_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async check({ applicationId }: CheckInput): Promise<Verdict> {
    const { company } = await this.desk.application(applicationId);
    if (!company) return { outcome: 'missing', findings: [{ code: 'NO_COMPANY' }] };
    const business = checkBusinessNumber(company.businessNumber);
    const corporate =
      company.corporateNumber === undefined ? undefined : checkCorporateNumber(company.corporateNumber);
    const findings = [
      ...(business.ok ? business.warnings : [business.fault]).map((code) => ({
        code,
        of: 'business-number',
      })),
      ...(corporate === undefined ? [] : corporate.ok ? corporate.warnings : [corporate.fault]).map(
        (code) => ({
          code,
          of: 'corporate-number',
        }),
      ),
    ];
    return { outcome: business.ok && (corporate?.ok ?? true) ? 'valid' : 'invalid', findings };
  }
}
