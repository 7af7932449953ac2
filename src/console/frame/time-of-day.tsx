// Times in narrow columns.
import { useContext, type FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { RenderingContext } from './rendering';

/** An instant in a narrow column: the time of a day that is today, the day of others. All of it is in the title. */
export const TimeOfDay: FC<{ readonly at: string; readonly zone: TimeZone; readonly today: string }> = ({
  at,
  zone,
  today,
}) => {
  useContext(RenderingContext).zones.add(zone.name);
  const shown = zone.wallClock(new Date(at));
  return (
    <time datetime={at} title={shown.replace('T', ' ')}>
      {shown.startsWith(today) ? shown.slice(11, 19) : shown.slice(0, 10)}
    </time>
  );
};
