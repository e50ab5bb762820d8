import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HistoryVeils } from '@doyak/cases';
import { disclosed, veiledAmong } from './domain/blindness.js';
import type { EvaluationEvent } from './domain/evaluation.events.js';

/** Keeps ballots out of the history of a case until the panel is closed, and names and reasons of reviewers from its parties. */
@Injectable()
export class EvaluationVeil implements OnModuleInit {
  constructor(@Inject(HistoryVeils) private readonly veils: HistoryVeils) {}

  onModuleInit(): void {
    this.veils.register('evaluations', (history, reader) => {
      const own = history.filter(({ stored }) => stored.startsWith('evaluations.'));
      const hidden = veiledAmong(own as unknown as EvaluationEvent[]);
      return (event) => disclosed(event as unknown as EvaluationEvent, reader, hidden);
    });
  }
}
