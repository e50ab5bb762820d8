import { definePermissions } from '@doyak/kernel/http';

definePermissions('identity', {
  'identity.manage-organisations': {
    title: 'Register, rename and deactivate organisations',
    roles: ['administrator'],
  },
  'identity.read-organisations': {
    title: 'See organisations',
    roles: ['administrator', 'operator', 'auditor'],
  },
  'identity.manage-people': {
    title: 'Register, invite, unlock and deactivate people, change their contact data',
    roles: ['administrator'],
  },
  'identity.manage-roles': { title: 'Grant and revoke roles', roles: ['administrator'] },
  'identity.read-people': {
    title: 'See people and their roles, personal data masked',
    roles: ['administrator', 'operator', 'auditor'],
  },
  'identity.read-contact-data': {
    title: 'See the contact data of one person, with a reason; each look is recorded',
    roles: ['administrator'],
  },
  'identity.read-accesses': {
    title: 'See who saw or changed whose personal data, and why',
    roles: ['auditor', 'administrator'],
  },
  'identity.erase-people': { title: 'Erase who a person is', roles: ['administrator'] },
  'identity.manage-keys': { title: 'Issue and revoke API keys', roles: ['administrator'] },
  'identity.read-keys': { title: 'See API keys, never their secrets', roles: ['administrator', 'auditor'] },
});
