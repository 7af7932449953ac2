import { BasicAuthSecurity, createClientAsync } from 'soap';
import type { Server } from './servers';
import { NAMESPACE, ENDPOINT_PATH, LOGIN, WSDL } from './service';

/** A field in the answer of GetFieldInfo. */
interface Field {
  readonly Name: string;
  readonly Type: string;
  readonly IsReadOnly: boolean;
  readonly IsQueryable: boolean;
  readonly PicklistValues?: { readonly PickListValue?: readonly { readonly Value: string }[] };
}

/** The fields of Resource, for the answers of the peers and the checks of answers. */
export interface Fields {
  /** The result of GetFieldInfo, for the peers to answer with. */
  readonly info: readonly object[];
  readonly names: readonly string[];
  readonly picklistValues: readonly string[];
  readonly text: readonly string[];
  readonly writable: readonly string[];
}

/** Reads them from our server, with the client of the soap package. */
export async function readFields({ origin }: Server): Promise<Fields> {
  const client = await createClientAsync(WSDL, {}, origin + ENDPOINT_PATH);
  const [user = '', password = ''] = LOGIN.split(':');
  client.setSecurity(new BasicAuthSecurity(user, password));
  client.addSoapHeader({
    AutotaskIntegrations: {
      attributes: { xmlns: NAMESPACE },
      IntegrationCode: 'DEMO-TRACKING-IDENTIFIER-01',
    },
  });
  const ask = client['GetFieldInfoAsync'] as (parameters: object) => Promise<[Answer]>;
  const [{ GetFieldInfoResult }] = await ask({ psObjectType: 'Resource' });
  const info = GetFieldInfoResult.Field;
  const named = (wanted: (field: Field) => boolean): string[] => info.filter(wanted).map(({ Name }) => Name);
  return {
    info,
    names: named(() => true),
    picklistValues: info
      .flatMap(({ PicklistValues }) => PicklistValues?.PickListValue ?? [])
      .map(({ Value }) => Value),
    text: named(({ Type, IsQueryable }) => Type === 'string' && IsQueryable),
    writable: named(({ Name, IsReadOnly }) => !IsReadOnly && Name !== 'Password'),
  };
}

interface Answer {
  readonly GetFieldInfoResult: { readonly Field: readonly Field[] };
}
