<?php
// Read a calendar with sabre/vobject, the library inside Nextcloud; prints what it sees as JSON.
// Its argument: the file.
date_default_timezone_set('UTC');
$found = 'Sabre/VObject/autoload.php';
require_once stream_resolve_include_path($found) ? $found : 'Sabre/VObject/includes.php';

$calendar = Sabre\VObject\Reader::read(file_get_contents($argv[1]));

function told($property)
{
    $time = $property->getDateTime();
    if (!$property->hasTime()) {
        return $time->format('Y-m-d');
    }
    $utc = (clone $time)->setTimezone(new DateTimeZone('UTC'));
    return $utc->format('Y-m-d\TH:i:s\Z');
}

// Its version 2 leaves these two to whoever asks, for in some properties they separate.
function words($property)
{
    return strtr((string) $property, ['\\,' => ',', '\\;' => ';']);
}

$seen = [];
foreach ($calendar->VEVENT as $event) {
    $seen[] = [
        'uid' => (string) $event->UID,
        'start' => told($event->DTSTART),
        'end' => told($event->DTEND),
        'summary' => words($event->SUMMARY),
        'status' => (string) $event->STATUS,
        'allday' => !$event->DTSTART->hasTime(),
    ];
}
echo json_encode($seen, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
