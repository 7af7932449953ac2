import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { replayCommand } from '../../src/cli/replay';
import { NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { envelope, escape, post, queryXml, where } from '../support/soap';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'replay.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language, code]) => ({ language, code }));
const codeOf = (language: string): readonly string[] =>
  BLOCKS.filter((block) => block.language === language).map(({ code = '' }) => code);

const CALLS = {
  'query-staff': `<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml(where('LastName', 'BeginsWith', 'S')))}</sXML></query>`,
  'wsdl-version': `<GetWsdlVersion xmlns="${NAMESPACE}"/>`,
};

test('the page shows what is printed, and its commands run', async () => {
  const folder = temporaryFolder();
  const emulator = await start();
  const printed: string[] = [];
  const spy = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => printed.push(String(text)) > 0);
  const before = process.exitCode;
  try {
    const captures = path.join(folder.path, 'captures');
    mkdirSync(captures);
    for (const [name, body] of Object.entries(CALLS)) {
      const request = envelope(body);
      const answer = await post(emulator.url, '', request, { headers: { SOAPAction: '' } });
      writeFileSync(path.join(captures, `${name}.request.xml`), request);
      writeFileSync(
        path.join(captures, `${name}.response.xml`),
        answer.body.replace(/(<Title xsi:type="xsd:string">)Sales Representative</, '$1Team Lead<'),
      );
    }
    const [commands = '', sed = ''] = codeOf('sh');
    const outputs: string[] = [];
    for (const command of commands.trim().split('\n')) {
      const [, args = ''] = /^atws replay captures\b ?([^>]*)/.exec(command) ?? [];
      const flags = args.split(' ').filter((flag) => flag !== '');
      printed.length = 0;
      await replayCommand().parseAsync([captures, '--url', emulator.url, ...flags], { from: 'user' });
      expect(process.exitCode).toBe(1);
      outputs.push(printed.join(''));
    }

    expect(outputs.slice(0, 2)).toEqual([codeOf('text')[0], codeOf('text')[0]]);
    expect(JSON.parse(outputs[2]!)).toMatchObject({ summary: { equal: 1, different: 1 } });

    const copies = path.join(folder.path, 'captures-as-1.6');
    mkdirSync(copies);
    const copy = path.join(copies, 'a.request.xml');
    writeFileSync(copy, envelope(CALLS['wsdl-version']).replaceAll('v1_6', 'v1_5'));
    execFileSync('bash', ['-c', sed], { cwd: folder.path });
    expect(readFileSync(copy, 'utf8')).toBe(envelope(CALLS['wsdl-version']));
  } finally {
    process.exitCode = before;
    spy.mockRestore();
    await emulator.close();
    folder.remove();
  }
});
