import { JsonTextError, readJson, type JsonText } from '../input/json-text';
import { ImportError } from './import-error';

/** The content of a JSON file. Throws an ImportError that names the line. */
export function wellFormed(text: string): JsonText {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ImportError([`line ${error.line}: The JSON is not well-formed: ${error.message}.`]);
  }
}
