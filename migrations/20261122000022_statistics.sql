-- How many joined waiting lists and were offered times, by day: few among many lines.
create index audit_log_of_waitlists on audit_log (at) where action in ('waitlist_joined', 'time_offered');
