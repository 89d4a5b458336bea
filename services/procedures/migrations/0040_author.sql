alter table procedures_procedure add column archived_at {time};
create index procedures_file_revision on procedures_file (authority, procedure, open, revision, number);
