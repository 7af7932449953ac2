import { View, type Page } from './page';

/** What people see of themselves. */
export const PROFILE: readonly Page[] = [
  {
    method: 'get',
    path: '/profile',
    audience: 'everybody',
    answer: async (_context, { visitor }) => new View('My profile', <p>{visitor.displayName}</p>),
  },
];
