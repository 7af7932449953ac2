import type { ClauseTree, QueryTree } from '../../src/queryxml/tree';
import { escape } from '../support/soap';

/** The ways in which clients write the same query. */
export interface Style {
  readonly declaration: boolean;
  readonly upperCase: boolean;
  readonly singleQuotes: boolean;
  readonly cdata: boolean;
  readonly comments: boolean;
  readonly indented: boolean;
}

export const PLAIN: Style = {
  declaration: false,
  upperCase: false,
  singleQuotes: false,
  cdata: false,
  comments: false,
  indented: false,
};

/** A tree as QueryXML text. */
export function render(tree: QueryTree, style: Style = PLAIN): string {
  const write = new Writer(style);
  const entity = write.element('entity', {}, write.text(tree.entity));
  const query = write.element('query', {}, write.clauses(tree.clauses));
  const declaration = style.declaration ? '<?xml version="1.0" encoding="utf-8"?>\n' : '';
  return declaration + write.element('queryxml', {}, entity + query);
}

class Writer {
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  element(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
    const tag = this.#case(name);
    const quote = this.#style.singleQuotes ? "'" : '"';
    const written = Object.entries(attributes).map(
      ([key, value]) =>
        ` ${this.#case(key)}=${quote}${escape(value).replace(/["'\n\t]/g, (character) => `&#${character.charCodeAt(0)};`)}${quote}`,
    );
    const comment = this.#style.comments ? `<!-- ${name} & <no> 'markup' -->` : '';
    const space = this.#style.indented ? '\n  ' : '';
    return `${space}${comment}<${tag}${written.join('')}>${content}</${tag}>`;
  }

  clauses(clauses: readonly ClauseTree[]): string {
    return clauses.map((clause) => this.#clause(clause)).join('');
  }

  text(text: string): string {
    return this.#style.cdata && !/\]\]>|\r/.test(text) ? `<![CDATA[${text}]]>` : escape(text);
  }

  #clause(clause: ClauseTree): string {
    if (clause.kind === 'condition') {
      return this.element('condition', { operator: clause.joinedBy }, this.clauses(clause.clauses));
    }
    const expressions = clause.expressions.map(({ operator, text }) =>
      this.element('expression', { op: operator }, this.text(text)),
    );
    const attributes = clause.userDefined ? { udf: 'true' } : {};
    return this.element('field', attributes, this.text(clause.name) + expressions.join(''));
  }

  #case(name: string): string {
    return this.#style.upperCase ? name.toUpperCase() : name;
  }
}
