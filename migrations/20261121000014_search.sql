-- Looking for a doctor by words, as people type them: without accents, and with typing errors.

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- Text as it is compared: plain letters in lower case, with single blanks for everything else between words. Accents go
-- first, since the C locale knows no capitals but those of ASCII. `unaccent` says that its dictionary might change, so no
-- index takes it as it is; ours is the one that PostgreSQL ships.
create function folded(text text) returns text
    language sql immutable strict parallel safe
    return btrim(regexp_replace(
        replace(lower(unaccent('unaccent', normalize(text))), '''', ''),
        '[[:punct:][:space:]]+', ' ', 'g'));

-- The same for names, which Germans without an umlaut at hand write in another way: Müller is Muller and Mueller.
create function folded_name(text text) returns text
    language sql immutable strict parallel safe
    return concat_ws(' ', folded(text), nullif(folded(
        replace(replace(replace(replace(replace(replace(normalize(text),
            'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue')), folded(text)));

-- What the directory looks through. It repeats what four other tables say, because one index cannot span them; triggers
-- keep it true whoever writes. A blank stands before every word, so that a pattern can ask for the start of one.
create table doctor_search (
    doctor_id uuid primary key references doctors (doctor_id) on delete cascade,
    -- As written: the order of the list.
    full_name text not null,
    -- The doctor's name, specialty and places. Typing errors are forgiven here …
    names     text not null,
    -- … but not here, where the text about the doctor is added: in many words, each is like some other.
    words     text not null
);

create index doctor_search_by_name on doctor_search (full_name, doctor_id);
create index doctor_search_by_names on doctor_search using gin (names gin_trgm_ops);
create index doctor_search_by_words on doctor_search using gin (words gin_trgm_ops);

create function refresh_doctor_search(doctor uuid) returns void
    language sql
    begin atomic
        insert into doctor_search (doctor_id, full_name, names, words)
        select doctors.doctor_id, full_name, ' ' || names, concat_ws(' ', '', names, folded(bio))
        from doctors
        join users on users.id = doctors.doctor_id
        left join specialties on specialties.id = specialty_id
        cross join lateral (
            select concat_ws(' ', folded_name(full_name), folded_name(specialties.name),
                             string_agg(concat_ws(' ', folded_name(locations.name), folded_name(city)), ' ')) as names
            from doctor_locations
            join locations on locations.id = location_id
            where doctor_locations.doctor_id = doctors.doctor_id
        ) as named
        where doctors.doctor_id = doctor
        on conflict (doctor_id) do update
        set full_name = excluded.full_name, names = excluded.names, words = excluded.words;
    end;

create function doctor_changed() returns trigger
    language plpgsql as $$
    begin
        perform refresh_doctor_search(coalesce(new.doctor_id, old.doctor_id));
        return null;
    end $$;

create function user_changed() returns trigger
    language plpgsql as $$
    begin
        perform refresh_doctor_search(new.id);
        return null;
    end $$;

create function specialty_changed() returns trigger
    language plpgsql as $$
    begin
        perform refresh_doctor_search(doctor_id) from doctors where specialty_id = new.id;
        return null;
    end $$;

create function location_changed() returns trigger
    language plpgsql as $$
    begin
        perform refresh_doctor_search(doctor_id) from doctor_locations where location_id = new.id;
        return null;
    end $$;

create trigger search after insert or update of specialty_id on doctors
    for each row execute function doctor_changed();
create trigger search after insert or update or delete on doctor_locations
    for each row execute function doctor_changed();
create trigger search after update of full_name, bio on users
    for each row execute function user_changed();
create trigger search after update of name on specialties
    for each row execute function specialty_changed();
create trigger search after update of name, city on locations
    for each row execute function location_changed();

do $$ begin perform refresh_doctor_search(doctor_id) from doctors; end $$;

-- Who works on a weekday: for a search for a time, which starts with no doctor in particular.
create index weekly_hours_by_weekday on weekly_hours (weekday, doctor_id);

-- Doctors with something like this word among their names. One wrong letter spoils more of a short word, so less of it has
-- to be alike. The operator takes its threshold from a setting, which ends with the transaction.
create function doctors_like(word text) returns setof uuid
    language plpgsql stable as $$
    begin
        perform set_config('pg_trgm.word_similarity_threshold', case when length(word) < 8 then '0.4' else '0.45' end, true);
        return query select doctor_id from doctor_search where word <% names;
    end $$;
