import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('networks', {
  'networks.read': {
    title: 'See which networks may be asked beyond the public internet',
    roles: ['administrator', 'auditor'],
  },
  'networks.manage': {
    title: 'Allow requests into a network of the agency, and end it',
    roles: ['administrator'],
  },
});

defineProblems({
  NETWORK_MALFORMED: {
    status: 422,
    title: 'The network cannot be allowed',
    help: 'CIDR notation without bits behind the prefix: private or public unicast, a /16 of IPv4 or a /48 of IPv6 at most.',
  },
  NETWORK_NOT_ALLOWED: { status: 404, title: 'The network is not on the list' },
  NETWORK_LIST_FULL: { status: 422, title: 'The list is full' },
});
