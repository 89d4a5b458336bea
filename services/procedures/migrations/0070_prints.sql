alter table procedures_document add column print {blob};
