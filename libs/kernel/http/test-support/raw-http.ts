import { connect, type AddressInfo, type Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';

export function portOf(app: INestApplication): number {
  return (app.getHttpServer() as { address(): AddressInfo }).address().port;
}

export function open(app: INestApplication): Socket {
  return connect(portOf(app), '127.0.0.1').on('error', () => undefined);
}

/** Sends bytes as they are and reads until the server closes, or until `done` is content with what came. */
export function exchange(
  app: INestApplication,
  bytes: string | Buffer,
  done: (answer: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = open(app);
    let answer = '';
    const finish = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (done(answer)) finish();
    });
    socket.on('close', finish);
    socket.write(bytes);
  });
}

/** Status and problem code of an answer on the wire. */
export function outline(answer: string): [number, string | undefined] {
  return [Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), /"code":"([A-Z_]+)"/.exec(answer)?.[1]];
}

/** True once head and `Content-Length` bytes of body are there. */
export function complete(answer: string): boolean {
  const [head = '', body] = answer.split('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
  return body !== undefined && Buffer.byteLength(body, 'latin1') >= length;
}
