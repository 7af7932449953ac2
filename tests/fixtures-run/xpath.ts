import type { Node } from '../support/soap';

/**
 * The part of XPath that the SoapUI project may use, and SoapUI's way of declaring namespaces before it:
 *
 *     declare namespace p='uri'; PATH/text()
 *     declare namespace p='uri'; count(PATH)
 *
 * A PATH begins with `/` or `//`, its steps are names, each with a position `[2]` or a condition
 * `[p:Name='text']`. Anything else is an error, not a guess.
 */
export function evaluateXPath(expression: string, root: Node): readonly string[] {
  const { prefixes, path } = prologOf(expression);
  const counted = /^count\((.*)\)$/s.exec(path)?.[1];
  if (counted !== undefined) return [String(select(counted, prefixes, root).length)];
  if (!path.endsWith('/text()')) throw new Error(`Beyond what this test understands: ${path}`);
  return select(path.slice(0, -'/text()'.length), prefixes, root)
    .map(({ text }) => text)
    .filter((text) => text !== '');
}

type Prefixes = ReadonlyMap<string, string>;

function prologOf(expression: string): { readonly prefixes: Prefixes; readonly path: string } {
  const prefixes = new Map<string, string>();
  const path = expression.replaceAll(
    /declare namespace (\w+)='([^']*)';\s*/g,
    (_all, prefix: string, uri: string) => {
      prefixes.set(prefix, uri);
      return '';
    },
  );
  return { prefixes, path: path.trim() };
}

const NAME = String.raw`(?:\w+:)?\w+`;
const STEP = new RegExp(String.raw`^(//?)(${NAME})(?:\[(?:(\d+)|(${NAME})='([^']*)')\])?`);

function select(path: string, prefixes: Prefixes, root: Node): readonly Node[] {
  const document: Node = { uri: '', name: '', attributes: {}, children: [root], text: '' };
  let selected: readonly Node[] = [document];
  let rest = path;
  while (rest !== '') {
    const [step, axis, name = '', position, member, value] = STEP.exec(rest) ?? [];
    if (step === undefined) throw new Error(`Beyond what this test understands: ${rest} in ${path}`);
    const isNamed = named(name, prefixes);
    const parents =
      axis === '//' ? selected.flatMap((element) => [element, ...descendants(element)]) : selected;
    selected = parents.flatMap((parent) => {
      const found = parent.children.filter(isNamed);
      if (position !== undefined) return found.slice(Number(position) - 1, Number(position));
      if (member === undefined) return found;
      const isMember = named(member, prefixes);
      return found.filter(({ children }) =>
        children.some((child) => isMember(child) && child.text === value),
      );
    });
    rest = rest.slice(step.length);
  }
  return selected;
}

function named(name: string, prefixes: Prefixes): (element: Node) => boolean {
  const [local = '', prefix] = name.split(':').reverse();
  const uri = prefix === undefined ? '' : prefixes.get(prefix);
  if (uri === undefined) throw new Error(`The prefix of ${name} is not declared`);
  return (element) => element.name === local && element.uri === uri;
}

function descendants(element: Node): readonly Node[] {
  return element.children.flatMap((child) => [child, ...descendants(child)]);
}
