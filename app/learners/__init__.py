"""What each learner did: attempts and answers, in SQLite by default, PostgreSQL by URL.

store     what the pages call
model     the frozen records that it returns
tables    how they lie in the database
database  connections: one writer for SQLite, migrations when it is opened
migrations  Alembic's folder; one file per change of the tables
"""
