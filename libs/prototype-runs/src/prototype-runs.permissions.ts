import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('prototype-runs', {
  'prototype-runs.read': {
    title: 'Read prototype runs and their co-funding: applicants and partners their own',
    roles: ['applicant', 'partner', 'operator', 'auditor'],
  },
  'prototype-runs.read-all': { title: 'Read all prototype runs', roles: ['operator', 'auditor'] },
  'prototype-runs.submit': {
    title: 'Plan a run and send the evidence of its gates',
    roles: ['applicant', 'operator'],
  },
  'prototype-runs.judge': {
    title: 'Pass, return and waive gates; name partners; begin a respin; end a run',
    roles: ['operator'],
  },
  'prototype-runs.pledge': {
    title: 'Pledge for the own organisation',
    roles: ['applicant', 'partner', 'operator'],
  },
  'prototype-runs.fund': { title: 'Set costs, invite parties, approve a co-funding', roles: ['operator'] },
});

defineProblems({
  RUN_NOT_FOUND: { status: 404, title: 'There is no such prototype run' },
  RUN_ENDED: { status: 409, title: 'The prototype run has ended' },
  PLAN_UNFIT: { status: 422, title: 'The planned dates do not fit the run' },
  PLAN_MISSING: { status: 409, title: 'No date is planned for this gate' },
  GATE_NOT_IN_RUN: { status: 422, title: 'The program asks for no such gate' },
  GATE_NOT_NEXT: { status: 409, title: 'Another gate comes first' },
  GATE_NOT_SUBMITTED: { status: 409, title: 'Nothing has been sent for this gate' },
  GATE_NOT_PASSED: { status: 422, title: 'This gate has not been passed yet' },
  GATE_NOT_WAIVABLE: { status: 422, title: 'This cannot be waived' },
  GATE_UNFIT: {
    status: 422,
    title: 'The evidence does not meet the gate',
    help: 'Send better evidence, or sign a waiver with its reason.',
  },
  EVIDENCE_UNFIT: { status: 422, title: 'The evidence does not fit the run' },
  PARTNER_NOT_NAMED: { status: 409, title: 'No partner has been named who could be asked' },
  PARTNER_ASKED: { status: 409, title: 'A partner has been asked and decides' },
  ORGANISATION_UNFIT: { status: 422, title: 'There is no such organisation of this kind' },
  NO_RESPIN_LEFT: { status: 422, title: 'The program allows no further respin' },
  CO_FUNDING_NOT_FOUND: { status: 404, title: 'There is no such co-funding' },
  CO_FUNDING_ENDED: { status: 409, title: 'The co-funding has ended' },
  CO_FUNDING_APPROVED: { status: 409, title: 'The co-funding has been approved' },
  COST_ITEM_UNKNOWN: { status: 422, title: 'The program pays for no such item' },
  COST_ITEM_TWICE: { status: 422, title: 'A cost item is named twice' },
  PARTY_UNKNOWN: { status: 422, title: 'The program knows no such party' },
  PLEDGE_EMPTY: { status: 422, title: 'Nothing is pledged' },
  PLEDGE_NOT_FOUND: { status: 404, title: 'No such pledge stands' },
  PLEDGES_TOO_MANY: { status: 409, title: 'The plan has too many pledges' },
  CONDITION_NOT_FOUND: { status: 404, title: 'The pledge has no such condition' },
  CONDITION_UNMET: { status: 409, title: 'A condition of a pledge is not met' },
  FUNDING_GAP: { status: 409, title: 'Pledges do not cover the cost' },
  FUNDING_UNFIT: { status: 422, title: 'The co-funding does not fit the program' },
  FUNDING_NOT_APPROVED: { status: 409, title: 'The co-funding is not approved' },
});
