// The error of a call that is refused, with its sentences of the catalogue.

import type { ConversionFailure } from '../entities/convert';
import { CATALOGUE, type RefusalCode } from './catalogue';

type Blanks<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : never;

/** The values of a text's placeholders. */
type Details<C extends RefusalCode> = Readonly<
  Record<Blanks<(typeof CATALOGUE)[C]['text']>, string | number>
>;

type DetailsArgument<C extends RefusalCode> =
  Blanks<(typeof CATALOGUE)[C]['text']> extends never ? [] : [details: Details<C>];

/** The sentence of an entry with its placeholders filled. */
export function sentence<C extends RefusalCode>(code: C, ...[details]: DetailsArgument<C>): string {
  const filled: Readonly<Record<string, string | number>> = details ?? {};
  return CATALOGUE[code].text.replace(/\{(\w+)\}/g, (blank, name: string) =>
    clip(String(filled[name] ?? blank)),
  );
}

/** The longest text of a client that a sentence quotes. */
const MAX_DETAIL = 500;

function clip(detail: string): string {
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail;
}

/** An error that refuses a request in one or more sentences of the catalogue. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly sentences: readonly string[],
    /** The EntityResultType of the answer, as far as the call was understood. */
    readonly entityResultType = '',
    /** The code of a refusal of one sentence. */
    readonly code?: RefusalCode,
    /** The field or member that is refused, where it is one. */
    readonly field?: string,
  ) {
    super(sentences.join(' '));
  }

  /** The same refusal, with an EntityResultType. */
  about(entityResultType: string): Refusal {
    return new Refusal(this.sentences, entityResultType, this.code, this.field);
  }

  /** The same refusal, about a field of a form or a request. */
  ofField(field: string): Refusal {
    return new Refusal(this.sentences, this.entityResultType, this.code, field);
  }
}

/** A refusal of one sentence, by its code. */
export function refusal<C extends RefusalCode>(code: C, ...details: DetailsArgument<C>): Refusal {
  const [{ field } = {}]: readonly { readonly field?: string | number }[] = details;
  return new Refusal([sentence(code, ...details)], '', code, field === undefined ? undefined : String(field));
}

/** The refusal of a text that could not be converted to its field's datatype. */
export function conversionRefusal(reason: ConversionFailure, field: string, zone: string): Refusal {
  switch (reason) {
    case 'numeric':
      return refusal('notNumeric', { field });
    case 'date':
      return refusal('notADate', { field });
    case 'boolean':
      return refusal('notABoolean', { field });
    case 'digits':
      return refusal('tooManyDigits', { field });
    case 'gap':
      return refusal('timeDoesNotExist', { field, zone });
  }
}
