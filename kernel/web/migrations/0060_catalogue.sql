-- Words of the published texts under their near forms (the word with letters left out): what a word with a typing error still meets.
create table web_search_word (
  authority {uuid} not null,
  lang text not null,
  near text not null,
  word text not null,
  primary key (authority, lang, near, word)
);
-- When the profile last changed; null when it has not since the commune was added.
alter table web_authority add column changed_at {time};
