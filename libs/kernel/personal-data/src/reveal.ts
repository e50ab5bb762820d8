import { Reveal } from '@doyak/kernel/http';
import { Inject, Injectable } from '@nestjs/common';
import { PersonalData } from './personal-data.js';
import { mentionsSealed } from './walk.js';

/** What leaves by the edge: texts opened, personal fields masked unless the route has recorded why they are shown. */
@Injectable()
export class PersonalDataReveal extends Reveal {
  constructor(@Inject(PersonalData) private readonly data: PersonalData) {
    super();
  }

  override reveal(body: unknown, unmasked: boolean): Promise<unknown> {
    return unmasked ? this.data.open(body) : this.data.show(body);
  }

  override refuses(input: unknown): boolean {
    return mentionsSealed(input);
  }
}
