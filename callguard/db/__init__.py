"""The database: tables, sessions, and migrations; SQLite or PostgreSQL."""
