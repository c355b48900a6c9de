// Read a calendar with ical.js, the library inside Thunderbird; prints what it sees as JSON.
// Its argument: the file. Run in the folder that holds `node_modules`.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const here = createRequire(process.cwd() + "/");
const { default: ICAL } = await import(pathToFileURL(here.resolve("ical.js")).href);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const two = (number) => String(number).padStart(2, "0");
const told = (time) =>
  time.isDate
    ? `${time.year}-${two(time.month)}-${two(time.day)}`
    : new Date(time.toUnixTime() * 1000).toISOString().replace(".000", "");

const seen = calendar.getAllSubcomponents("vevent").map((each) => {
  const event = new ICAL.Event(each);
  return {
    uid: event.uid,
    start: told(event.startDate),
    end: told(event.endDate),
    summary: event.summary,
    status: each.getFirstPropertyValue("status"),
    allday: event.startDate.isDate,
  };
});
process.stdout.write(JSON.stringify(seen));
