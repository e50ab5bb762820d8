import { Inject, Injectable } from '@nestjs/common';
import { type Handles, type JobContext, JobHandler } from '@doyak/kernel/queues';
import { ItemRunner } from './item-runner.js';
import { runHeavyStep, runLongStep, runRegisterStep, runStep, runStepItem } from './run-step.js';
import { StepRunner } from './step-runner.js';

@Injectable()
@JobHandler(runStep)
export class RunStepHandler implements Handles<typeof runStep> {
  constructor(@Inject(StepRunner) private readonly runner: StepRunner) {}

  run({ stepId }: { stepId: string }, context: JobContext): Promise<void> {
    return this.runner.run(stepId, context);
  }
}

@Injectable()
@JobHandler(runRegisterStep)
export class RunRegisterStepHandler implements Handles<typeof runRegisterStep> {
  constructor(@Inject(StepRunner) private readonly runner: StepRunner) {}

  run({ stepId }: { stepId: string }, context: JobContext): Promise<void> {
    return this.runner.run(stepId, context);
  }
}

@Injectable()
@JobHandler(runHeavyStep)
export class RunHeavyStepHandler implements Handles<typeof runHeavyStep> {
  constructor(@Inject(StepRunner) private readonly runner: StepRunner) {}

  run({ stepId }: { stepId: string }, context: JobContext): Promise<void> {
    return this.runner.run(stepId, context);
  }
}

@Injectable()
@JobHandler(runLongStep)
export class RunLongStepHandler implements Handles<typeof runLongStep> {
  constructor(@Inject(StepRunner) private readonly runner: StepRunner) {}

  run({ stepId }: { stepId: string }, context: JobContext): Promise<void> {
    return this.runner.run(stepId, context);
  }
}

@Injectable()
@JobHandler(runStepItem)
export class RunItemHandler implements Handles<typeof runStepItem> {
  constructor(@Inject(ItemRunner) private readonly runner: ItemRunner) {}

  run({ stepId, key }: { stepId: string; key: string }, context: JobContext): Promise<void> {
    return this.runner.run(stepId, key, context);
  }
}
