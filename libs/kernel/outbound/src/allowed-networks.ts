import { Injectable } from '@nestjs/common';

/** Networks beyond the public internet that somebody has allowed by name. Who keeps the list says so once, at boot. */
@Injectable()
export class AllowedNetworks {
  private source: () => Promise<readonly string[]> = () => Promise.resolve([]);

  /** `source` answers networks in CIDR notation; it is asked for each request, so it remembers them for a moment. */
  from(source: () => Promise<readonly string[]>): void {
    this.source = source;
  }

  now(): Promise<readonly string[]> {
    return this.source();
  }
}
