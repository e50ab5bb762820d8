import { Controller, Delete } from '@nestjs/common';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { sessionOf } from '../../security/identity-authenticator.js';
import { Sessions } from '../../security/sessions.js';

const route = endpoint({
  permission: 'authenticated',
  summary: 'Sign out',
  description: 'Access and refresh tokens of the session are refused from the next request on.',
});

@Controller('v1/sessions')
export class SignOutController {
  constructor(private readonly sessions: Sessions) {}

  @Delete('current')
  @Endpoint(route)
  signOut(_input: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.sessions.signOut(sessionOf(context), context.now);
  }
}
