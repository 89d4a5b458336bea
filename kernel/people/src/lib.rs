//! Accounts, sessions, roles, the vault of personal data and the access journal
