const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The plain reading of the cron lines people really write; null for one that needs cron's own words. */
export function describeCron(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] =
    fields.length === 6 && fields[0] === '0' ? fields.slice(1) : fields;
  if (month !== '*' || day !== '*' || !/^\d{1,2}$/.test(minute)) return null;
  if (hour === '*' && weekday === '*') return `Every hour at minute ${Number(minute)}`;
  const every = /^\*\/(\d{1,2})$/.exec(hour);
  if (every && weekday === '*') return `Every ${every[1]} hours at minute ${Number(minute)}`;
  if (!/^\d{1,2}$/.test(hour)) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (weekday === '*') return `Every day at ${time}`;
  if (weekday === '1-5') return `Monday to Friday at ${time}`;
  return /^[0-7]$/.test(weekday) ? `Every ${weekdays[Number(weekday) % 7]} at ${time}` : null;
}
