/** Fills Python's sentences in, and says instants in people's wall clock. */

export function say(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Making a format takes far longer than using it, and a month has a thousand instants. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, timeZone: string, further: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, timeZone, further]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...DAY, timeZone, ...further });
  formats.set(key, made);
  return made;
}

const DAY: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
const INSTANT: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

export function spokenInstant(at: Date, locale: string, zone: string): string {
  return formatOf(locale, zone, INSTANT).format(at);
}

/** A day is a wall-clock thing: it is formatted in UTC so that no zone can shift it. */
export function spokenDay(day: string, locale: string): string {
  return formatOf(locale, "UTC", {}).format(new Date(`${day}T00:00:00Z`));
}
