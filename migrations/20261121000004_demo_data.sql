-- Which sets of demo data are complete: a set that was interrupted is taken up again, a complete one is left alone.
create table demo_data (
    name         text primary key,
    completed_at timestamptz not null
);
