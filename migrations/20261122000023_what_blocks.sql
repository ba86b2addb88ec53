-- What blocks a doctor's time, read with every look at free times: all of it in the index, side by side by time.
create index appointments_blocking on appointments (doctor_id, lower(blocked)) include (blocked, expires_at, patient_id)
    where live and not overbooked and seat is null;
