//! Journeys through the whole stack, in this process, on both engines: residents, agents, and people who mean harm.

mod agent;
mod author;
mod bad_input;
mod chance;
mod clock;
mod counter;
mod kiosk;
mod language;
mod letters;
mod linked;
mod lists;
mod many;
mod opinions;
mod own_file;
mod paper;
mod photo;
mod places;
mod registers;
mod resident;
mod search;
mod secrecy;
mod sources;
mod support;
mod together;
mod workflow;
