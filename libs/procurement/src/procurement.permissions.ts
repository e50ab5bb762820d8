import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('procurement', {
  'procurement.read': {
    title:
      'Read registrations and trial purchases: applicants and institutions their own, the procurement service all registrations',
    roles: ['applicant', 'partner', 'operator', 'auditor'],
  },
  'procurement.read-all': {
    title: 'Read all registrations and trial purchases',
    roles: ['operator', 'auditor'],
  },
  'procurement.browse-catalogue': {
    title: 'Search the catalogue of designated products',
    roles: ['applicant', 'partner', 'reviewer', 'operator', 'auditor', 'administrator'],
  },
  'procurement.apply': {
    title: 'Apply for a designation, and renounce an own one',
    roles: ['applicant'],
  },
  'procurement.conduct': {
    title: 'Send applications back, and convene the committee',
    roles: ['operator'],
  },
  'procurement.number': {
    title: 'Give a designated product its number: partners only as the procurement service',
    roles: ['operator', 'partner'],
  },
  'procurement.govern': {
    title: 'Extend, suspend and cancel designations',
    roles: ['operator'],
  },
  'procurement.purchase': {
    title: 'Order, withdraw and conclude trial purchases',
    roles: ['operator'],
  },
  'procurement.use-trial': {
    title: 'Confirm the delivery of a trial purchase and report on its use, as the institution that uses it',
    roles: ['operator', 'partner'],
  },
});

defineProblems({
  REGISTRATION_NOT_FOUND: { status: 404, title: 'There is no such registration' },
  REGISTRATION_NOT_SO: { status: 409, title: 'The registration does not stand so that this could be done' },
  NOT_THE_PROCUREMENT_SERVICE: { status: 403, title: 'Only the procurement service may do this' },
  ROUTE_UNFIT: {
    status: 422,
    title: 'The product cannot be designated by this route',
    help: 'Each entry of `errors` points at a fact of the route, or at the product, and says what is against it.',
  },
  NOT_DESIGNATED: { status: 409, title: 'The product is not designated' },
  DESIGNATION_ENDED: { status: 409, title: 'The designation has ended' },
  DESIGNATION_NOT_SO: { status: 409, title: 'The designation does not stand so that this could be done' },
  NO_EXTENSION_LEFT: { status: 422, title: 'The designation cannot be extended any more' },
  EXTENSION_TOO_EARLY: { status: 422, title: 'It is too early to extend the designation' },
  NOT_EXPIRED_YET: { status: 409, title: 'The designation is still valid' },
  LIST_NUMBER_UNFIT: { status: 422, title: 'The list number is not classification and product id' },
  PRODUCT_NUMBERED: { status: 409, title: 'The product has its number already' },
  TRIAL_NOT_FOUND: { status: 404, title: 'There is no such trial purchase' },
  TRIAL_ENDED: { status: 409, title: 'The trial purchase has ended' },
  PRODUCT_NOT_IN_FORCE: { status: 409, title: 'The designation of the product is not in force' },
  INSTITUTION_UNFIT: { status: 422, title: 'Only another, public institution buys by way of trial' },
  CEILING_EXCEEDED: {
    status: 422,
    title: 'All orders of a proposal together exceed the ceiling of the program',
  },
  ORDER_NOT_FOUND: { status: 404, title: 'There is no such order' },
  ORDER_NOT_SO: { status: 409, title: 'The order does not stand so that this could be done' },
  NOT_THE_INSTITUTION: { status: 403, title: 'Only the institution that uses the product may do this' },
  REPORTS_MISSING: { status: 409, title: 'An institution has not reported on its use yet' },
  REPORT_NOT_LATE: { status: 409, title: 'The time for the report is not over' },
});
