import { AgreementsModule, agreementsFeature } from '@doyak/agreements';
import { ApplicationsModule, applicationsFeature } from '@doyak/applications';
import { auditFeature, AuditModule, migrations as auditMigrations } from '@doyak/audit';
import { CasesModule, casesFeature } from '@doyak/cases';
import {
  DisbursementModule,
  disbursementFeature,
  migrations as disbursementMigrations,
} from '@doyak/disbursement';
import { DocumentsModule, documentsFeature, migrations as documentMigrations } from '@doyak/documents';
import { EvaluationsModule, evaluationsFeature } from '@doyak/evaluations';
import { identityFeature, IdentityModule, migrations as identityMigrations } from '@doyak/identity';
import type { MigrationClass } from '@doyak/kernel/database';
import { type EventStoreFeature, migrations as eventStoreMigrations } from '@doyak/kernel/event-store';
import { migrations as personalDataMigrations } from '@doyak/kernel/personal-data';
import { migrations as queueMigrations } from '@doyak/kernel/queues';
import { migrations as timerMigrations } from '@doyak/kernel/timers';
import { NetworksModule, networksFeature } from '@doyak/networks';
import {
  migrations as pocMigrations,
  PocVerificationModule,
  pocVerificationFeature,
} from '@doyak/poc-verification';
import { ProcurementModule, procurementFeature } from '@doyak/procurement';
import { ProgramsModule, programsFeature } from '@doyak/programs';
import { PrototypeRunsModule, prototypeRunsFeature } from '@doyak/prototype-runs';
import { migrations as reviewMigrations, ReviewsModule, reviewsFeature } from '@doyak/reviews';
import { ScreeningModule, screeningFeature } from '@doyak/screening';
import { SelectionModule, selectionFeature } from '@doyak/selection';
import { WebhooksModule, webhooksFeature, migrations as webhookMigrations } from '@doyak/webhooks';
import type { Type } from '@nestjs/common';

/** Every context of the monolith, in the order in which one builds on another. */
export const contextModules: Type[] = [
  IdentityModule,
  ProgramsModule,
  ApplicationsModule,
  CasesModule,
  ScreeningModule,
  SelectionModule,
  EvaluationsModule,
  AgreementsModule,
  DisbursementModule,
  DocumentsModule,
  AuditModule,
  ReviewsModule,
  PocVerificationModule,
  PrototypeRunsModule,
  ProcurementModule,
  NetworksModule,
  WebhooksModule,
];

/** What the contexts bring to the log. */
export const features: readonly EventStoreFeature[] = [
  identityFeature,
  programsFeature,
  applicationsFeature,
  casesFeature,
  screeningFeature,
  selectionFeature,
  evaluationsFeature,
  agreementsFeature,
  disbursementFeature,
  documentsFeature,
  auditFeature,
  reviewsFeature,
  pocVerificationFeature,
  prototypeRunsFeature,
  procurementFeature,
  networksFeature,
  webhooksFeature,
];

/** All migrations, sorted by TypeORM by the timestamp in their names. */
export const migrations: readonly MigrationClass[] = [
  ...eventStoreMigrations,
  ...personalDataMigrations,
  ...queueMigrations,
  ...timerMigrations,
  ...identityMigrations,
  ...reviewMigrations,
  ...pocMigrations,
  ...auditMigrations,
  ...documentMigrations,
  ...disbursementMigrations,
  ...webhookMigrations,
];
