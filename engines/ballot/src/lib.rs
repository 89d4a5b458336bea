//! Verifiable elections, compatible with the Belenios protocol, version 1
