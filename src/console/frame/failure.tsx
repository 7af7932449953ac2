// The page of an error: not found, not allowed, failed.
import { Alert, Empty } from './callout';
import { View } from './page';
import { Link } from './parts';

/** The page of a request that cannot be answered. */
export function failure({ status, message }: { readonly status: number; readonly message: string }): View {
  const back = (
    <Link to="/" class="button">
      Back to the start
    </Link>
  );
  if (status === 404) {
    return new View('Not found', <Empty actions={back}>{message}</Empty>, { status });
  }
  return new View(
    'That did not work',
    <>
      <Alert text={message} />
      <div class="row">{back}</div>
    </>,
    { status },
  );
}
