/** The reader of the file of passwords that PostgreSQL's programs have. */
declare module 'pgpass' {
  /** `told` is given undefined where the file has no password for that connection, or is not there. */
  export default function pgpass(connection: object, told: (password: string | undefined) => void): void;
}
