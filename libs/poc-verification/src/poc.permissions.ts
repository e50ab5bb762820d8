import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('poc-verification', {
  'poc-verification.read': {
    title: 'Read verifications: applicants their own, laboratories those that they were asked about',
    roles: ['applicant', 'partner', 'operator', 'auditor'],
  },
  'poc-verification.read-all': { title: 'Read all verifications', roles: ['operator', 'auditor'] },
  'poc-verification.register-target': {
    title: 'Register the own model for verification',
    roles: ['applicant'],
  },
  'poc-verification.send-results': {
    title: 'Send what a device has measured for the own application',
    roles: ['applicant'],
  },
  'poc-verification.run': {
    title: 'Register devices, start attempts, end a verification',
    roles: ['operator'],
  },
  'poc-verification.certify': {
    title: 'Issue a certificate, for the laboratory that was asked',
    roles: ['partner'],
  },
});

defineProblems({
  POC_NOT_FOUND: { status: 404, title: 'There is no such verification' },
  POC_OVER: { status: 409, title: 'The verification is over' },
  POC_RUNNING: { status: 409, title: 'An attempt runs' },
  ATTEMPT_NOT_FOUND: {
    status: 404,
    title: 'The verification has no such attempt, or it has measured nothing yet',
  },
  TARGET_UNFIT: { status: 422, title: 'The target is not what the program measures' },
  TARGET_MISSING: { status: 409, title: 'No target is registered' },
  TARGET_SUPERSEDED: { status: 409, title: 'Another target has been registered since' },
  ENDPOINT_NOT_ALLOWED: {
    status: 422,
    title: 'Doyak must not send requests to this address',
    help: 'Use https and a public address. Private networks have to be on the list of allowed networks.',
  },
  SUITES_UNFIT: { status: 422, title: 'The suites cannot measure what the definition asks' },
  SUITE_NOT_FOUND: { status: 404, title: 'There is no such suite' },
  RESULTS_MISSING: { status: 409, title: 'The device has sent no results for this attempt' },
  RESULTS_UNFIT: { status: 422, title: 'The results of the device do not fit' },
  SIGNATURE_WRONG: { status: 422, title: 'The results are not signed by the registered device' },
  ATTEMPT_UNFIT: { status: 409, title: 'The results are for another attempt' },
  NO_CERTIFICATE_ASKED: { status: 409, title: 'No laboratory has been asked for a certificate' },
  CERTIFICATE_ISSUED: {
    status: 409,
    title: 'A certificate has been issued already',
    help: 'A correction says in `replaces` which certificate it replaces.',
  },
  TEST_REPORT_NOT_FOUND: { status: 404, title: 'There is no such test report' },
  CERTIFICATE_UNFIT: { status: 422, title: 'The certificate does not fit' },
});
