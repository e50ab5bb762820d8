import { Inject, Injectable } from '@nestjs/common';
import { PersonalData, SearchHashes } from '@doyak/kernel/personal-data';
import { personalFields, Programs } from '@doyak/programs';
import type { Answers } from './domain/application.events.js';
import type { BegunApplication } from './submission-checks.js';

/** Answers to fields that the track's form marks as personal are sealed for the applicant's person, wherever they are recorded. */
@Injectable()
export class SealedAnswers {
  constructor(
    @Inject(Programs) private readonly programs: Programs,
    @Inject(PersonalData) private readonly personal: PersonalData,
    @Inject(SearchHashes) private readonly hashes: SearchHashes,
  ) {}

  /** Personal answers that are the same as before are left out: sealed anew they would look like a change. */
  async seal(
    of: Pick<BegunApplication, 'roundId' | 'track' | 'applicant'>,
    answers: Answers,
    before: Answers,
  ): Promise<Answers> {
    const fields = await this.fieldsOf(of);
    const names = Object.keys(answers).filter((name) => fields.has(name));
    if (names.length === 0) return answers;
    const known = await this.personal.open(Object.fromEntries(names.map((name) => [name, before[name]])));
    const changed = names.filter((name) => JSON.stringify(known[name]) !== JSON.stringify(answers[name]));
    const values = changed.map((name) => answers[name]);
    const sealed = await this.personal.seal(of.applicant.personId, 'field', values);
    const rest = Object.entries(answers).filter(([name]) => !fields.has(name));
    return Object.fromEntries([...rest, ...changed.map((name, at) => [name, sealed[at]])]) as Answers;
  }

  /** Makes the personal answers of what is submitted findable by their values. */
  async index(of: BegunApplication): Promise<void> {
    const fields = await this.fieldsOf(of);
    const names = Object.keys(of.answers).filter((name) => fields.has(name));
    if (names.length === 0) return;
    const open = await this.personal.open(Object.fromEntries(names.map((name) => [name, of.answers[name]])));
    const texts = Object.entries(open).filter((one): one is [string, string] => typeof one[1] === 'string');
    const values = texts.map(([name, text]) => [searchedAs(name), text] as const);
    await this.hashes.keep(of.applicationId, of.applicant.personId, Object.fromEntries(values));
  }

  /** Applications whose answer to a personal field is this one. */
  find(field: string, value: string): Promise<string[]> {
    return this.hashes.find(searchedAs(field), value);
  }

  private async fieldsOf({
    roundId,
    track,
  }: Pick<BegunApplication, 'roundId' | 'track'>): Promise<Set<string>> {
    const { programId, programVersion } = await this.programs.round(roundId);
    const { application } = await this.programs.track(programId, programVersion, track);
    return personalFields(application.form);
  }
}

const searchedAs = (field: string) => `answer:${field}`;
