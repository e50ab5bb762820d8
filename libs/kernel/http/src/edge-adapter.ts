import http from 'node:http';
import type { Duplex } from 'node:stream';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { Drain } from './drain.js';
import { refuseUnreadableUrl } from './input.js';
import { Metrics } from './metrics.js';
import { observe } from './observe.js';
import { type EdgeOptions, type EdgeSettings, withDefaults } from './options.js';
import { problemDocument } from './problem-mapping.js';
import { Problem } from './problems.js';
import { sendProblem } from './send.js';
import { findExchange } from './exchange.js';

/** Express with every bound of the edge set, and what must happen before Nest sees a request. */
export class EdgeAdapter extends ExpressAdapter {
  readonly settings: EdgeSettings;
  readonly drain: Drain;
  readonly metrics = new Metrics();

  constructor(options: EdgeOptions) {
    const settings = withDefaults(options);
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.enable('case sensitive routing');
    app.set('query parser', 'simple');
    app.set('trust proxy', trustProxy(settings.trustProxy));
    super(app);
    this.settings = settings;
    this.drain = new Drain(settings.drainTimeout);
    this.installMiddleware(app);
  }

  private installMiddleware(app: Express): void {
    const { settings, drain } = this;
    app.use(observe(settings, this.metrics, drain));
    app.use(
      helmet({
        contentSecurityPolicy: {
          useDefaults: false,
          directives: {
            defaultSrc: ["'none'"],
            frameAncestors: ["'none'"],
            baseUri: ["'none'"],
            formAction: ["'none'"],
          },
        },
        crossOriginResourcePolicy: { policy: 'same-origin' },
        referrerPolicy: { policy: 'no-referrer' },
        xFrameOptions: { action: 'deny' },
      }),
    );
    app.use((request, response, next) => {
      const refuse = (code: string, detail: string) => {
        const { correlationId } = findExchange(request) ?? {};
        sendProblem(response, problemDocument(code, { detail, correlationId }));
      };
      if (drain.draining) {
        response.setHeader('Connection', 'close');
        return refuse('SHUTTING_DOWN', 'This process is stopping; try again.');
      }
      if (request.url.length > settings.urlLimit)
        return refuse('URL_TOO_LONG', `At most ${settings.urlLimit} bytes.`);
      try {
        refuseUnreadableUrl(request.url);
      } catch (error) {
        return refuse('MALFORMED_URL', (error as Problem).detail);
      }
      next();
    });
  }

  override initHttpServer(): void {
    const { settings } = this;
    const server = http.createServer(
      {
        maxHeaderSize: settings.headerLimit,
        headersTimeout: settings.headersTimeout,
        requestTimeout: settings.requestTimeout,
        keepAliveTimeout: settings.keepAliveTimeout,
        connectionsCheckingInterval: Math.min(1_000, settings.headersTimeout),
      },
      this.getInstance<http.RequestListener>(),
    );
    server.maxHeadersCount = 100;
    server.on('clientError', answerUnparsable);
    server.on('checkExpectation', (_request: http.IncomingMessage, response: http.ServerResponse) => {
      sendProblem(response, problemDocument('EXPECTATION_FAILED'));
    });
    this.httpServer = server;
  }

  /** Runs before any shutdown hook: requests under way still find their database. */
  override async beforeClose(): Promise<void> {
    await this.drain.run(this.httpServer as http.Server | undefined);
  }
}

/** Answers what Node's parser refused, unless another answer has begun on the same line (as Node's own handler does). */
function answerUnparsable(error: Error & { code?: string }, socket: Duplex): void {
  const { _httpMessage: begun } = socket as Duplex & { _httpMessage?: http.ServerResponse };
  if (!socket.writable || error.code === 'ECONNRESET' || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const code =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'HEADERS_TOO_LARGE'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'REQUEST_TIMEOUT'
        : 'MALFORMED_HEADER';
  const document = problemDocument(code);
  const body = JSON.stringify(document);
  socket.end(
    `HTTP/1.1 ${document.status} ${http.STATUS_CODES[document.status] ?? ''}\r\n` +
      'Content-Type: application/problem+json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function trustProxy(setting: string | undefined): number | string | false {
  if (setting === undefined) return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting;
}
