-- The roles Wardkeep needs, and its database. Run as a superuser, with WARDKEEP_DB_PASSWORD set; running it again changes nothing.
--
-- wardkeep         logs in. Not a superuser: a superuser passes row-level security by.
-- wardkeep_app     what a transaction of one Domain becomes.
-- wardkeep_system  what a transaction across Domains becomes.
\set ON_ERROR_STOP on
\getenv password WARDKEEP_DB_PASSWORD

SELECT format('CREATE ROLE %I NOLOGIN', name)
  FROM unnest(ARRAY['wardkeep_app', 'wardkeep_system']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

SELECT format('CREATE ROLE wardkeep LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD %L', :'password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wardkeep')
\gexec

GRANT wardkeep_app, wardkeep_system TO wardkeep;

SELECT 'CREATE DATABASE wardkeep OWNER wardkeep'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'wardkeep')
\gexec
