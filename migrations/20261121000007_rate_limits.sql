-- How often something was tried lately, counted for all nodes.

-- A bucket that runs over (GCRA): every try moves `full_at`, the moment when all its tries are there again, on by the time
-- one try takes to come back. A bucket that is full says nothing and may be forgotten.
-- Unlogged: nothing here is worth a write to the log, or the wait for it; after a crash everybody starts anew.
create unlogged table rate_limits (
    -- HMAC of the limit's name and of what is counted: no address and no e-mail address can be read out of it.
    key     bytea primary key check (length(key) = 32),
    full_at timestamptz not null
);

create index rate_limits_full on rate_limits (full_at);
