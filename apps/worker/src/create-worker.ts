import { NestLogger } from '@doyak/kernel/http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformModule, type PlatformOptions } from '../../composition/src/platform.module.js';

/** Makes the worker: it follows the log and runs jobs until `close`, which stops everything in it, the database's pool last. */
export function createWorker(options: Omit<PlatformOptions, 'work'>): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(PlatformModule.forRoot({ ...options, work: true }), {
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
}
