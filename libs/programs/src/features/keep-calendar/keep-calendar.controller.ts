import { Controller, Get, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { Programs } from '../../programs.js';
import { KeepCalendar } from './keep-calendar.js';

const date = z.iso.date().describe('In Seoul');
const day = { holiday: z.boolean(), name: z.string().trim().min(1).max(120) };

const declareRoute = endpoint({
  permission: 'programs.keep-calendar',
  summary: 'Declare a day a holiday, or a working day, for all programs; open deadlines move',
  tags: ['calendar'],
  body: z.strictObject({ date, ...day }),
  command: true,
  refusals: ['CALENDAR_DAY_OVER', 'CALENDAR_FULL'],
});

const withdrawRoute = endpoint({
  permission: 'programs.keep-calendar',
  summary: 'Withdraw a day that was declared; open deadlines move back',
  tags: ['calendar'],
  params: z.object({ date }),
  command: true,
  refusals: ['CALENDAR_DAY_OVER', 'CALENDAR_DAY_UNKNOWN'],
});

const listRoute = endpoint({
  permission: 'programs.read',
  summary: 'List the days that the agency has declared beyond the official gazette',
  tags: ['calendar'],
  response: z.object({ days: z.array(z.object({ date, ...day })) }),
});

@Controller('v1/calendar/days')
export class CalendarController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  @Post()
  @Endpoint(declareRoute)
  declare(
    { body }: InputOf<typeof declareRoute>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof declareRoute>> {
    return this.commands.execute(new KeepCalendar({ type: 'DeclareDay', ...body }, command));
  }

  @Post(':date/withdraw')
  @Endpoint(withdrawRoute)
  withdraw(
    { params }: InputOf<typeof withdrawRoute>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof withdrawRoute>> {
    return this.commands.execute(new KeepCalendar({ type: 'WithdrawDay', date: params.date }, command));
  }

  @Get()
  @Endpoint(listRoute)
  async list(): Promise<AnswerOf<typeof listRoute>> {
    const days = await this.programs.declaredDays();
    return { days: days.map((one) => ({ ...one })) };
  }
}
