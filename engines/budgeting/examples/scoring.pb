META
key;value
description;Invented budget, ballots of kind scoring
country;Belgium
unit;Fontaine-le-Vent
instance;scoring
num_projects;3
num_votes;4
budget;100.5
vote_type;scoring
rule;unknown
date_begin;2026
date_end;2026
max_points;5
language;fr
currency;EUR
experimental;1
PROJECTS
project_id;cost;votes;score;name
001;60;4;9;Verger
002;40.25;3;9;Boite a livres
003;20;2;7;Ruches
VOTES
voter_id;vote;points
a;001,002;5,1
b;001,003;2,5
c;002,003,001;4,2,1
d;002,001;4,1
