import { View } from './page';
import { Alert, Link } from './parts';

/** The page that is shown when what was asked for cannot be. */
export function failure({ status, message }: { readonly status: number; readonly message: string }): View {
  return new View(
    status === 404 ? 'Not found' : 'That did not work',
    <>
      <Alert text={message} />
      <p>
        <Link to="/">Back to the start</Link>
      </p>
    </>,
    status,
  );
}
