import { flagOf, SETTING_NAMES, variableOf } from '../../src/config/settings';
import { configurationPage } from '../../scripts/docs/configuration';

test.each(SETTING_NAMES)('the page shows how %s is given', (name) => {
  for (const shown of [flagOf(name), variableOf(name), name])
    expect(configurationPage()).toContain(`\`${shown}\``);
});
