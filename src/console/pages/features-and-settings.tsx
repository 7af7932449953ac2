import { Icon } from '../frame/icon';
import { View, type Page } from '../frame/page';
import { Link } from '../frame/parts';
import { FEATURES_PATH, PLACES } from '../frame/places';

/** Admin, Features & Settings: where the vendor's instructions begin. */
export const FEATURES_AND_SETTINGS: readonly Page[] = [
  {
    method: 'get',
    path: FEATURES_PATH,
    audience: 'administrators',
    answer: async () =>
      new View(
        'Features & Settings',
        <ul class="cards">
          {PLACES.filter(({ isSetting }) => isSetting).map(({ path, name, icon, purpose }) => (
            <li class="panel">
              <div class="body stack tight">
                <h2>
                  <Icon name={icon} /> <Link to={path}>{name}</Link>
                </h2>
                <p class="muted">{purpose}</p>
              </div>
            </li>
          ))}
        </ul>,
        { crumbs: [{ name: 'Admin', to: FEATURES_PATH }, { name: 'Features & Settings' }] },
      ),
  },
];
