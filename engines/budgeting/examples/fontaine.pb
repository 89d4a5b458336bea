META
key;value
description;Invented budget of the village of Fontaine-le-Vent
country;Belgium
unit;Fontaine-le-Vent
instance;2026
num_projects;4
num_votes;5
budget;1000
vote_type;approval
rule;unknown
date_begin;01.09.2026
date_end;30.09.2026
max_length;3
language;fr
currency;EUR
experimental;1
PROJECTS
project_id;cost;votes;name
001;600;3;Preau pour le marche
002;400;3;Bancs et fontaine
003;300;2;Pedibus
004;200;2;Jardin partage
VOTES
voter_id;vote
v1;001,002
v2;001,002
v3;001,002
v4;003,004
v5;003,004
