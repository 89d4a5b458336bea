//! One database handle over SQLite and PostgreSQL: transactions, migrations, files, jobs, outbox
