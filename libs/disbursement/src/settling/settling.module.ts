import type { EventStoreFeature } from '@doyak/kernel/event-store';
import { recoveryEvents } from '../domain/settling/recovery.events.js';
import { recovery } from '../domain/settling/recovery.js';
import { sanctionEvents } from '../domain/settling/sanction.events.js';
import { sanction } from '../domain/settling/sanction.js';
import { settlementEvents } from '../domain/settling/settlement.events.js';
import { settlement } from '../domain/settling/settlement.js';
import { OpenSettlementHandler } from '../features/open-settlement/open-settlement.js';
import { UseRecoveryController } from '../features/use-recovery/use-recovery.controller.js';
import { UseRecoveryHandler } from '../features/use-recovery/use-recovery.js';
import { UseSanctionController } from '../features/use-sanction/use-sanction.controller.js';
import { NoticeSanctionHandler, UseSanctionHandler } from '../features/use-sanction/use-sanction.js';
import { AssessSettlementController } from '../features/use-settlement/assess-settlement.controller.js';
import { ReportSettlementController } from '../features/use-settlement/report-settlement.controller.js';
import { UseSettlementHandler } from '../features/use-settlement/use-settlement.js';
import { whenRecoveryMoves } from '../reactions/when-recovery-moves-tell-settlement.js';
import { whenSettlementEnds } from '../reactions/when-settlement-ends-tell-case.js';
import { whenRefundIsDecided } from '../reactions/when-settlement-or-sanction-is-decided-demand-refund.js';
import { whenSettlingMoves } from '../reactions/when-settling-moves-post-to-ledger.js';
import { whenStageOpensOpenSettlement } from '../reactions/when-stage-opens-open-settlement.js';
import { GetSettlingController } from '../read-models/settling/get-settling.controller.js';
import { ListSettlingController } from '../read-models/settling/list-settling.controller.js';
import { ListSettlingHandler } from '../read-models/settling/list-settling.js';
import { settlingLists } from '../read-models/settling/settling-lists.js';
import { MoneyActions } from './settling-actions.js';
import { recoveryClocks, recoveryTimer, sanctionClocks, sanctionTimer } from './settling-clocks.js';
import { SettlingDesk } from './settling-desk.js';

/** What settlement, recovery and sanctions bring to the context's module and to the log. */
export const settling = {
  feature: {
    events: [...settlementEvents, ...recoveryEvents, ...sanctionEvents],
    aggregates: [settlement, recovery, sanction],
    readModels: [settlingLists],
    subscriptions: [recoveryClocks, sanctionClocks],
    reactions: [
      ...[whenStageOpensOpenSettlement, whenRefundIsDecided, whenRecoveryMoves],
      ...[whenSettlementEnds, whenSettlingMoves],
    ],
  } satisfies EventStoreFeature,
  timers: [recoveryTimer, sanctionTimer],
  controllers: [
    ...[ReportSettlementController, AssessSettlementController, UseRecoveryController],
    ...[UseSanctionController, ListSettlingController, GetSettlingController],
  ],
  providers: [
    ...[SettlingDesk, OpenSettlementHandler, UseSettlementHandler, UseRecoveryHandler],
    ...[NoticeSanctionHandler, UseSanctionHandler, ListSettlingHandler, MoneyActions],
  ],
};
