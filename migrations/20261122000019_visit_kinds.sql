-- Which visits the search offers to choose from: counted by their names, without a look at each row.
create index visit_types_by_slug on visit_types (slug, doctor_id) where retired_at is null;
