META
key;value
description;Invented budget, ballots of kind cumulative
country;Belgium
unit;Fontaine-le-Vent
instance;cumulative
num_projects;3
num_votes;4
budget;100.5
vote_type;cumulative
rule;unknown
date_begin;2026
date_end;2026
max_sum_points;5
language;fr
currency;EUR
experimental;1
PROJECTS
project_id;cost;votes;score;name
001;60;3;8;Verger
002;40.25;3;6;Boite a livres
003;20;2;6;Ruches
VOTES
voter_id;vote;points
a;001,002;4,1
b;001,003;2,3
c;002,003;2,3
d;002,001;3,2
