// Read a calendar with KCalendarCore, the library inside KOrganizer and Merkuro; prints what it sees as JSON.
// Its argument: the file.
#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

using namespace KCalendarCore;

static QString told(const QDateTime &time, bool isDay)
{
    return isDay ? time.date().toString(Qt::ISODate) : time.toUTC().toString(Qt::ISODate);
}

static QString word(Incidence::Status status)
{
    switch (status) {
    case Incidence::StatusConfirmed:
        return QStringLiteral("CONFIRMED");
    case Incidence::StatusTentative:
        return QStringLiteral("TENTATIVE");
    case Incidence::StatusCanceled:
        return QStringLiteral("CANCELLED");
    default:
        return QString();
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    MemoryCalendar::Ptr calendar(new MemoryCalendar(QTimeZone::utc()));
    ICalFormat format;
    if (!format.load(calendar, QString::fromUtf8(argv[1])))
        return 1;
    QJsonArray seen;
    for (const Event::Ptr &event : calendar->rawEvents()) {
        const bool isDay = event->allDay();
        // Of whole days it keeps the last one, not the one after.
        const QDateTime end = isDay ? event->dtEnd().addDays(1) : event->dtEnd();
        seen.append(QJsonObject{{"uid", event->uid()},
                                {"start", told(event->dtStart(), isDay)},
                                {"end", told(end, isDay)},
                                {"summary", event->summary()},
                                {"status", word(event->status())},
                                {"allday", isDay}});
    }
    fputs(QJsonDocument(seen).toJson(QJsonDocument::Compact).constData(), stdout);
    return 0;
}
