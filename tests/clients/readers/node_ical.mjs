// Read a calendar with node-ical, of which many home dashboards are made; prints what it sees as JSON.
// Its argument: the file. Run in the folder that holds `node_modules`, with TZ=UTC.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const here = createRequire(process.cwd() + "/");
const { default: ical } = await import(pathToFileURL(here.resolve("node-ical")).href);

const isDay = (event) => event.datetype === "date";
const told = (time, day) => (day ? time.toISOString().slice(0, 10) : time.toISOString().replace(".000", ""));

const seen = Object.values(ical.sync.parseFile(process.argv[2]))
  .filter((each) => each.type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    start: told(event.start, isDay(event)),
    end: told(event.end, isDay(event)),
    summary: event.summary?.val ?? event.summary,
    status: event.status,
    allday: isDay(event),
  }));
process.stdout.write(JSON.stringify(seen));
