/** Where the text of a refusal comes from. */
export type Provenance =
  | 'recorded' // verbatim in a recorded answer of the real service
  | 'documented' // verbatim in the vendor's documentation
  | 'client-literal' // compared verbatim by published client code
  | 'REST analogue' // verbatim from the sibling REST API on the same back end
  | 'ASMX' // the wording of the framework the real service runs on
  | 'inferred'; // decided here, as nothing public is known

/** One sentence with which the emulator refuses something. */
export interface Entry {
  /** The exact text; `{name}` stands for what the case fills in. */
  readonly text: string;
  /** When it is raised. */
  readonly when: string;
  readonly provenance: Provenance;
}

/** Sentences that belong together, by code. */
export type Section = Readonly<Record<string, Entry>>;
