import { describe, expect, it } from '@jest/globals';
import { parseNetwork, reachOf } from './addresses.js';
import { checkUrl, type Reachable } from './check-url.js';
import { OutboundRefused } from './failures.js';

const strict: Reachable = { loopback: false, networks: [] };

function refusal(url: string, reachable = strict): string {
  try {
    checkUrl(url, reachable);
  } catch (error) {
    if (error instanceof OutboundRefused) return error.code;
    throw error;
  }
  return 'allowed';
}

const HOSTILE: Record<string, readonly string[]> = {
  ADDRESS_NOT_ALLOWED: [
    // This machine, in every notation that a parser knows.
    ...[
      'https://127.0.0.1/',
      'https://127.1/',
      'https://127.0.1/',
      'https://2130706433/',
      'https://0x7f000001/',
    ],
    ...['https://0x7f.1/', 'https://0x7f.0x0.0x0.0x1/', 'https://0177.0.0.1/', 'https://017700000001/'],
    ...['https://127.0.0.1./', 'https://127.255.255.254/', 'https://0/', 'https://0.0.0.0/', 'https://0x0/'],
    ...[
      'https://%31%32%37.0.0.1/',
      'https://①②⑦.⓪.⓪.①/',
      'https://127。0。0。1/',
      'https://１２７.０.０.１/',
    ],
    ...['https://[::1]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::]/', 'https://[0000::0001]/'],
    // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP.
    ...['https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[0:0:0:0:0:ffff:0a00:0001]/'],
    ...[
      'https://[::127.0.0.1]/',
      'https://[::7f00:1]/',
      'https://[::ffff:0:127.0.0.1]/',
      'https://[::8.8.8.8]/',
    ],
    ...['https://[::ffff:8.8.8.8]/', 'https://[64:ff9b::127.0.0.1]/', 'https://[64:ff9b::a00:1]/'],
    ...['https://[64:ff9b:1::a00:1]/', 'https://[2002:7f00:1::]/', 'https://[2002:a9fe:a9fe::1]/'],
    ...['https://[2001::1]/', 'https://[2001:0:53aa:64c:0:0:80ff:fffe]/', 'https://[2a00::5efe:7f00:1]/'],
    ...['https://[2a00::200:5efe:7f00:1]/'],
    // Private, shared, link-local: metadata services of clouds.
    ...[
      'https://10.0.0.1/',
      'https://172.16.0.1/',
      'https://172.31.255.255/',
      'https://192.168.1.1/',
      'https://167772161/',
    ],
    ...[
      'https://100.64.0.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://0xa9fea9fe/',
      'https://2852039166/',
    ],
    ...['https://[fe80::1]/', 'https://[fc00::1]/', 'https://[fd00:ec2::254]/', 'https://[fec0::1]/'],
    // Documentation, benchmarks, multicast, broadcast, reserved.
    ...[
      'https://192.0.0.1/',
      'https://192.0.2.1/',
      'https://198.18.0.1/',
      'https://198.51.100.7/',
      'https://203.0.113.9/',
    ],
    ...['https://192.88.99.1/', 'https://224.0.0.1/', 'https://239.255.255.255/', 'https://240.0.0.1/'],
    ...['https://255.255.255.255/', 'https://[ff02::1]/', 'https://[2001:db8::1]/', 'https://[3fff::1]/'],
    ...[
      'https://[100::1]/',
      'https://[5f00::1]/',
      'https://[4000::1]/',
      'https://[2001:2::1]/',
      'https://[2001:20::1]/',
    ],
  ],
  SCHEME_NOT_ALLOWED: [
    ...[
      'http://partner.example.com/',
      'http://127.0.0.1/',
      'ftp://partner.example.com/',
      'file:///etc/passwd',
    ],
    ...[
      'gopher://partner.example.com/_x',
      'javascript:alert(1)',
      'data:text/plain,x',
      'ws://partner.example.com/',
    ],
    ...['blob:https://partner.example.com/x', 'HTTP://partner.example.com/'],
  ],
  USERINFO_NOT_ALLOWED: [
    ...[
      'https://user:pass@partner.example.com/',
      'https://partner.example.com@127.0.0.1/',
      'https://@partner.example.com/',
    ],
    ...[
      'https://partner.example.com:443@10.0.0.1/',
      'https://%61@partner.example.com/',
      'https:/@partner.example.com/',
    ],
  ],
  PORT_NOT_ALLOWED: [
    ...[
      'https://partner.example.com:22/',
      'https://partner.example.com:25/',
      'https://partner.example.com:80/',
    ],
    ...[
      'https://partner.example.com:0/',
      'https://partner.example.com:6379/',
      'https://partner.example.com:5432/',
    ],
    ...['https://partner.example.com:11211/', 'https://partner.example.com:2375/'],
  ],
  HOST_NOT_ALLOWED: [
    ...[
      'https://localhost/',
      'https://LOCALHOST/',
      'https://localhost./',
      'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
      'https://a.localhost/',
    ],
    ...[
      'https://metadata/',
      'https://metadata.google.internal/',
      'https://printer.local/',
      'https://router.lan/',
    ],
    ...['https://db.default.svc.cluster.local/', 'https://nas.home.arpa/', 'https://partner.example.com../'],
    ...['https://1.0.0.127.in-addr.arpa/', 'https://hidden.onion/', `https://${'a'.repeat(64)}.example.com/`],
  ],
  URL_MALFORMED: [
    ...['', 'partner.example.com', '//partner.example.com/', 'https://', 'https:// partner.example.com/'],
    ...[
      'https://partner.example.com\\@127.0.0.1/',
      'https:\\\\127.0.0.1\\',
      'https://127.0.0.1\t/',
      'ht\ntps://127.0.0.1/',
    ],
    ...[
      'https://partner.example.com:99999/',
      'https://[::1/',
      'https://[fe80::1%25eth0]/',
      'https://1.2.3.4.5/',
    ],
    ...['https://256.1.1.1/', 'https://0x100000000/', `https://partner.example.com/${'a'.repeat(2_100)}`],
    ...['https://exa\u00admple.com\u0000/', 'https://a b/'],
  ],
};

describe('URLs that somebody else chose', () => {
  const all = Object.entries(HOSTILE).flatMap(([code, urls]) => urls.map((url) => [code, url] as const));

  it('has more than a hundred hostile ones', () => expect(all.length).toBeGreaterThan(100));

  it.each(all)('%s: %s', (code, url) => expect(refusal(url)).toBe(code));

  it.each([
    ...[
      'https://partner.example.com/hooks?x=1',
      'https://partner.example.com:8443/',
      'https://8.8.8.8/',
      'https://조달.한국/받기',
    ],
    ...['https://[2a00:1450:4009::1]/', 'https://partner.example.com./', 'https://PARTNER.example.com/'],
  ])('lets a partner be reached: %s', (url) => expect(refusal(url)).toBe('allowed'));

  it('lets loopback be reached by http where that is set, and nothing else', () => {
    const loopback: Reachable = { loopback: true, networks: [] };
    for (const url of [
      'http://127.0.0.1:4000/',
      'http://localhost:4000/',
      'https://localhost:4000/',
      'http://[::1]:4000/',
    ])
      expect(refusal(url, loopback)).toBe('allowed');
    expect(refusal('http://partner.example.com/', loopback)).toBe('SCHEME_NOT_ALLOWED');
    expect(refusal('http://10.0.0.1/', loopback)).toBe('SCHEME_NOT_ALLOWED');
    expect(refusal('https://10.0.0.1/', loopback)).toBe('ADDRESS_NOT_ALLOWED');
    expect(refusal('https://[::ffff:127.0.0.1]/', loopback)).toBe('ADDRESS_NOT_ALLOWED');
  });

  it('lets allowed networks be reached, by https alone', () => {
    const some: Reachable = { loopback: false, networks: ['10.20.0.0/16', 'fd00:1::/48'] };
    expect(refusal('https://10.20.3.4/', some)).toBe('allowed');
    expect(refusal('https://[fd00:1::7]/', some)).toBe('allowed');
    expect(refusal('https://systems/', some)).toBe('allowed');
    expect(refusal('https://10.21.0.1/', some)).toBe('ADDRESS_NOT_ALLOWED');
    expect(refusal('https://[::ffff:10.20.3.4]/', some)).toBe('ADDRESS_NOT_ALLOWED');
    expect(refusal('http://10.20.3.4/', some)).toBe('SCHEME_NOT_ALLOWED');
    expect(refusal('https://localhost/', some)).toBe('HOST_NOT_ALLOWED');
  });

  it('takes networks that may be on the list, and no others', () => {
    expect(['10.20.0.0/16', '192.168.7.0/24', 'fd00:1::/48', '8.8.8.8/32'].map(parseNetwork)).toEqual([
      ...['10.20.0.0/16', '192.168.7.0/24', 'fd00:1::/48', '8.8.8.8/32'],
    ]);
    for (const network of [
      ...[
        '10.0.0.0/8',
        '0.0.0.0/0',
        '127.0.0.0/24',
        '169.254.0.0/16',
        '10.20.0.1/16',
        '::/0',
        '::ffff:10.20.0.0/112',
        'x',
      ],
      ...['fe80::/64', 'ff02::/64', '10.20.0.0', '::1/128', '64:ff9b::/96'],
    ])
      expect(parseNetwork(network)).toBeUndefined();
  });

  it('calls nothing public that is no address', () => {
    for (const text of ['', 'partner.example.com', '2130706433', '0x7f.1', 'fe80::1%eth0', '1.2.3'])
      expect(reachOf(text)).toBe('other');
  });
});
