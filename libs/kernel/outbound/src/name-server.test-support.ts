import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A name server of one's own: `answer` is asked for the IPv4 address of each A query, and may say another one each time. */
export interface NameServer {
  readonly server: string;
  readonly queries: string[];
  close(): void;
}

export async function startNameServer(
  answer: (name: string, times: number) => string[],
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const queries: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = question(query);
    if (type === 1) queries.push(name);
    const times = queries.filter((asked) => asked === name).length;
    const addresses = type === 1 ? answer(name, times) : [];
    reply(socket, query, end, addresses, from.port);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    queries,
    close: () => socket.close(),
  };
}

/** RFC 1035, 4.1.2 */
function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at] !== 0) {
    const length = query[at]!;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(socket: Socket, query: Buffer, end: number, addresses: string[], port: number): void {
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  const records = addresses.map((address) =>
    // Name as a pointer to the question, type A, class IN, time to live 0, four bytes.
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  socket.send(Buffer.concat([head, ...records]), port, '127.0.0.1');
}
