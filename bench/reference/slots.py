"""Free times of a calendar, in whole seconds: integers are what Python is fastest at."""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def zone(calendar):
    """That of the doctor's first location."""
    return ZoneInfo(calendar["zones"][0][1])


@lru_cache(maxsize=4096)
def midnight(day: date, zone: ZoneInfo):
    """The seconds of a day's first moment, and whether its clocks never change."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    first, last = begin.timestamp(), (begin + DAY).timestamp()
    return int(first), last - first == 86400


def instant(day, minute, zone):
    first, steady = midnight(day, zone)
    if steady:
        return first + minute * 60
    return int(datetime(day.year, day.month, day.day, minute // 60 % 24, minute % 60, tzinfo=zone).timestamp())


def opening(calendar, begin, end):
    """Weekly hours and windows as (start, end, location), sorted."""
    stretches = []
    zones = dict((location, ZoneInfo(name)) for location, name in calendar["zones"])
    days = [begin.date() - DAY + DAY * number for number in range((end - begin).days + 3)]
    for location, weekday, start, stop, since, until in calendar["weekly"]:
        for day in days:
            if day.isoweekday() != weekday or (since and day < since) or (until and day > until):
                continue
            stretches.append((instant(day, start, zones[location]), instant(day, stop, zones[location]), location))
    for location, start, stop in calendar["windows"]:
        stretches.append((int(start.timestamp()), int(stop.timestamp()), location))
    stretches.sort()
    return stretches


def free(calendar, begin, end, now):
    """Every time of the first visit type that can be booked, from `begin` to `end`."""
    visit_type, minutes, before, after, step, notice, horizon = calendar["visit_types"][0]
    visit_type = str(visit_type)
    length, before, after, step = minutes * 60, before * 60, after * 60, (step or minutes) * 60
    first = max(begin.timestamp(), now.timestamp() + notice * 60)
    last = min(end.timestamp(), now.timestamp() + horizon * 86400)
    taken = calendar["blocked"] + calendar["time_off"]
    taken = sorted((int(start.timestamp()), int(stop.timestamp())) for start, stop in taken)
    offered, place, seen = [], 0, 0
    for start, stop, location in opening(calendar, begin, end):
        place_id = str(location)
        for start in range(start, stop - length + 1, step):
            if start < first or start >= last or start <= seen:
                continue
            while place < len(taken) and taken[place][1] <= start - before:
                place += 1
            if place < len(taken) and taken[place][0] < start + length + after:
                continue
            seen = start
            offered.append({
                "start_time": datetime.fromtimestamp(start, timezone.utc),
                "end_time": datetime.fromtimestamp(start + length, timezone.utc),
                "location_id": place_id,
                "visit_type_id": visit_type,
            })
    return offered
