-- An account that its owner deleted. The row stays, emptied, for the appointments that name it; nobody can sign in to it.
alter table users add column erased_at timestamptz;
