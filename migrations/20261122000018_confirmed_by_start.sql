-- Who has not come is looked for every minute, among all doctors.
create index appointments_confirmed_by_start on appointments (lower(during)) where status = 'confirmed';
