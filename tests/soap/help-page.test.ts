import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../../src/server/emulator';
import { readContract, type Contract } from '../../src/soap/contract';
import { start } from '../support/emulator';
import { parse } from '../support/soap';
import { postXml, send } from '../support/wire';

const WSDLS = [
  ['the built-in contract', path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), undefined],
  ...[path.join(__dirname, '..', 'support', 'atws-1.6-early.wsdl')].map(
    (file) => ['an early contract', file, file] as const,
  ),
] as const;

interface Sample {
  readonly operation: string;
  readonly action: string;
  readonly xml: string;
}

/** The sample requests of the page, as a person would copy them. */
function samples(page: string): Sample[] {
  const sections = page.matchAll(
    /<details class="panel" id="(\w+)"><summary><b>(\w+)<\/b>[\s\S]*?<pre [^>]*>([\s\S]*?)<\/pre>/g,
  );
  return [...sections].map(([, id, title, text]) => {
    expect(id).toBe(title);
    const request = text!.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    const [head = '', xml = ''] = request.split(/\n\n/);
    return { operation: title!, action: /^SOAPAction: "(.*)"$/m.exec(head)?.[1] ?? '', xml };
  });
}

describe.each(WSDLS)('the help page for %s', (_title, file, setting) => {
  let emulator: Emulator;
  let contract: Contract;
  let page: string;
  beforeAll(async () => {
    contract = await readContract(readFileSync(file, 'utf8'));
    emulator = await start({ wsdl: setting });
    page = (await send(emulator.url, { method: 'GET', login: null })).body;
  });
  afterAll(() => emulator.close());

  test('needs no log-in and links to the WSDL, which is there', async () => {
    expect(page).toContain(`href="${emulator.wsdlUrl}">WSDL</a>`);
    expect((await fetch(emulator.wsdlUrl)).status).toBe(200);
    expect(page).toContain(`<code>${emulator.url}</code>`);
  });

  test('lists every operation of the contract once, in the order of the alphabet, and links to it', () => {
    const names = contract.operations.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
    const links = [...page.matchAll(/<li><a href="#(\w+)">(\w+)<\/a><\/li>/g)];
    expect(links.map(([, , name]) => name)).toEqual(names);
    expect(links.map(([, target]) => target)).toEqual(names);
    expect(samples(page).map(({ operation }) => operation)).toEqual(names);
  });

  test('has samples with the SOAPAction of the contract', () => {
    expect(samples(page).map(({ operation, action }) => ({ operation, action }))).toEqual(
      expect.arrayContaining(contract.operations.map(({ name, action }) => ({ operation: name, action }))),
    );
  });

  test('has samples that name every parameter of their operation', () => {
    for (const { operation, xml } of samples(page)) {
      const declared = contract.operations.find(({ name }) => name === operation);
      const body = parse(xml).children[1]?.children[0];
      expect(body?.name).toBe(declared?.requestElement);
      expect(body?.children.map(({ name }) => name)).toEqual(declared?.parameters.map(({ name }) => name));
    }
  });

  test('has samples that are understood: what is refused is the placeholder of the tracking identifier', async () => {
    for (const { xml, action } of samples(page)) {
      const answer = await postXml(emulator.url, xml, { headers: { SOAPAction: `"${action}"` } });
      expect(answer.body).not.toMatch(/unable to read request|did not recognize|Root element|internal error/);
      const right = await postXml(emulator.url, xml.replace('>string<', '>DEMO-TRACKING-IDENTIFIER-01<'), {
        headers: { SOAPAction: `"${action}"` },
      });
      expect(right.body).not.toMatch(/unable to read request|IntegrationCode is invalid|internal error/);
    }
  });

  test('can be shown by a browser without anything from elsewhere', async () => {
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<style| style=/);
    const loaded = [...page.matchAll(/<(?:link|img) [^>]*(?:href|src)="([^"]*)"/g)].map(([, from]) => from);
    for (const from of new Set(loaded)) {
      expect(from).toMatch(/^\/admin\/assets\//);
      expect((await fetch(new URL(String(from), emulator.url))).status).toBe(200);
    }
  });
});
