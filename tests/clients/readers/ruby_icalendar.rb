# Read a calendar with ruby-icalendar; prints what it sees as JSON. Its argument: the file.
Encoding.default_external = Encoding::UTF_8
require 'icalendar'
require 'json'
require 'stringio' # which its reader takes for granted

def told(time)
  return time.strftime('%Y-%m-%d') if time.is_a?(Icalendar::Values::Date)

  Time.at(time.to_time.to_i).utc.strftime('%Y-%m-%dT%H:%M:%SZ')
end

calendar = Icalendar::Calendar.parse(File.read(ARGV[0], encoding: 'UTF-8')).first
seen = calendar.events.map do |event|
  {
    uid: event.uid.to_s,
    start: told(event.dtstart),
    end: told(event.dtend),
    summary: event.summary.to_s,
    status: event.status.to_s,
    allday: event.dtstart.is_a?(Icalendar::Values::Date)
  }
end
print JSON.generate(seen)
