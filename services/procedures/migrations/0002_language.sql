alter table procedures_file add column lang text not null default 'fr';
