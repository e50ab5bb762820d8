import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ReviewPlans } from '@doyak/reviews';
import { type ProcurementConfig, serviceReview } from './procurement-config.js';

/** Tells `@doyak/reviews` what is asked of the procurement service. */
@Injectable()
export class ServicePlan implements OnModuleInit {
  constructor(@Inject(ReviewPlans) private readonly plans: ReviewPlans) {}

  onModuleInit(): void {
    this.plans.register('procurement-registration', (config) => serviceReview(config as ProcurementConfig));
  }
}
