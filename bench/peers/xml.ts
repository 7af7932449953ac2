import { wireType, type Field, type Row } from './resource-table';

/** The content of an ATWSResponse with resources. */
export function resourcesXml(fields: readonly Field[], rows: readonly Row[]): string {
  const members = fields.filter(({ Name, IsQueryable }) => IsQueryable && Name !== 'id');
  const entities = rows.map((row) => {
    const values = members.map((field) => {
      const value = row[field.Name];
      if (value === null || value === undefined) return '';
      return `<${field.Name} xsi:type="${wireType(field)}">${escape(value)}</${field.Name}>`;
    });
    return `<Entity xsi:type="Resource"><id>${row['id']}</id><UserDefinedFields/>${values.join('')}</Entity>`;
  });
  const infos = rows.map(
    ({ id }) =>
      `<EntityReturnInfo><EntityId>${id}</EntityId><DatabaseAction>None</DatabaseAction>` +
      '<DuplicateStatus><Found>false</Found><Ignored>false</Ignored></DuplicateStatus></EntityReturnInfo>',
  );
  return (
    `<ReturnCode>1</ReturnCode><EntityResults>${entities.join('')}</EntityResults>` +
    '<EntityResultType>resource</EntityResultType><Errors/>' +
    `<EntityReturnInfoResults>${infos.join('')}</EntityReturnInfoResults>`
  );
}

/** An object of GetFieldInfo's answer as elements. */
export function objectXml(value: object): string {
  return Object.entries(value)
    .flatMap(([name, content]: [string, unknown]) =>
      (Array.isArray(content) ? (content as unknown[]) : [content]).map((one) =>
        one === null || one === undefined
          ? ''
          : `<${name}>${typeof one === 'object' ? objectXml(one) : escape(one as string)}</${name}>`,
      ),
    )
    .join('');
}

function escape(value: string | number | boolean): string {
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
