/** The source of a refusal's text. */
export type Provenance =
  | 'recorded' // verbatim in a recorded answer of the real service
  | 'documented' // verbatim in the vendor's documentation
  | 'client-literal' // compared verbatim by published client code
  | 'REST analogue' // verbatim from the sibling REST API on the same back end
  | 'ASMX' // the wording of the framework the real service runs on
  | 'inferred'; // decided here, as nothing public is known

/** One sentence of the catalogue of refusals. */
interface Entry {
  /** The exact text; `{name}` is a placeholder. */
  readonly text: string;
  /** The case in which it is raised. */
  readonly when: string;
  readonly provenance: Provenance;
}

/** The sentences of one area, by code. */
export type Section = Readonly<Record<string, Entry>>;
