// Writes dist/index.d.ts: the types that src/index.ts exports with the types they need, in one file without imports, so
// that no library has to be installed for its types. A step of `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';
import ts from 'typescript';

const [ENTRY, CONFIG, FILE] = ['src/index.ts', 'tsconfig.build.json', 'dist/index.d.ts'].map((file) =>
  fileURLToPath(new URL(`../${file}`, import.meta.url)),
);

const [bundle] = generateDtsBundle([{ filePath: ENTRY, output: { noBanner: true } }], {
  preferredConfigPath: CONFIG,
});
// Written inside the package, from where the compiler finds the libraries.
writeFileSync(FILE, bundle);
writeFileSync(FILE, neededBy(namesExported(ENTRY), ofTypesOnly(FILE)));

/**
 * The text of a file of declarations without imports and constants: a type that depends on one, such as
 * `z.infer<typeof schema>`, is expanded.
 */
function ofTypesOnly(file) {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.Node16,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const isKept = (statement) => isExported(statement) || ts.isTypeAliasDeclaration(statement);
  const values = new Set(
    source.statements
      .filter((statement) => !isKept(statement))
      .flatMap(nameNodes)
      .map((name) => checker.getSymbolAtLocation(name)),
  );
  const uses = (node) =>
    (ts.isIdentifier(node) && values.has(checker.getSymbolAtLocation(node))) ||
    (ts.forEachChild(node, uses) ?? false);
  return source.statements
    .filter(isKept)
    .map((statement) => {
      if (!uses(statement)) return statement.getFullText(source);
      const [name] = nameNodes(statement);
      if (!ts.isTypeAliasDeclaration(statement))
        throw new Error(
          `${name.text} is made of a constant or of another package: give what it takes a name.`,
        );
      const type = checker.typeToTypeNode(
        checker.getTypeAtLocation(statement),
        source,
        ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.InTypeAlias,
      );
      const comment = source.text.slice(statement.getFullStart(), statement.getStart(source));
      const written = ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, source);
      return `${comment}export type ${name.text} = ${written};`;
    })
    .join('');
}

/** The statements of a text that declare some names, and the statements that these need. */
function neededBy(names, text) {
  const source = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2022, true);
  const needed = new Set(names);
  const need = (node) => {
    if (ts.isIdentifier(node)) needed.add(node.text);
    ts.forEachChild(node, need);
  };
  const kept = new Set();
  for (let size = -1; size < kept.size;) {
    size = kept.size;
    for (const statement of source.statements) {
      if (kept.has(statement) || !nameNodes(statement).some((name) => needed.has(name.text))) continue;
      kept.add(statement);
      need(statement);
    }
  }
  return `${source.statements
    .filter((statement) => kept.has(statement))
    .map((statement) => statement.getFullText(source))
    .join('')
    .trim()}\n`;
}

function namesExported(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  return source.statements.flatMap(({ exportClause }) => exportClause.elements.map(({ name }) => name.text));
}

function isExported(statement) {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The names that a statement declares. */
function nameNodes(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name);
  if (!ts.isImportDeclaration(statement)) return statement.name ? [statement.name] : [];
  const { name, namedBindings } = statement.importClause ?? {};
  const bindings = namedBindings?.elements ?? (namedBindings ? [namedBindings] : []);
  return [name, ...bindings.map((binding) => binding.name)].filter((one) => one !== undefined);
}
