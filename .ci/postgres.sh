# A throw-away PostgreSQL on a free loopback port, run by somebody who is not root.
#
# start_postgres      sets SUPERUSER_URL
# create_login_role   sets LOGIN_ROLE_URL: the role Wardkeep logs in with in production, which may create databases here
# stop_postgres       may be called twice

POSTGRES_PID=
POSTGRES_DIR=

# PostgreSQL refuses to be root.
as_postgres() {
  if ((EUID != 0)); then exec "$@"; fi
  local user=postgres
  id --user "$user" >/dev/null 2>&1 || user=nobody
  exec setpriv --reuid="$user" --regid="$(id --group "$user")" --clear-groups "$@"
}

start_postgres() {
  local bin port password
  bin=$(ls --directory /usr/lib/postgresql/*/bin | sort --version-sort | tail --lines=1)
  port=$(node -e "const s = require('node:net').createServer(); s.listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
  password=$(node -p "require('node:crypto').randomBytes(16).toString('hex')")
  POSTGRES_DIR=$(mktemp --directory)
  printf '%s' "$password" >"$POSTGRES_DIR/password"
  if ((EUID == 0)); then chown -R "$(id --user postgres 2>/dev/null || id --user nobody)" "$POSTGRES_DIR"; fi

  (cd / && as_postgres "$bin/initdb" --pgdata="$POSTGRES_DIR/data" --username=postgres --pwfile="$POSTGRES_DIR/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null)
  (cd / && as_postgres "$bin/postgres" -D "$POSTGRES_DIR/data" -c listen_addresses=127.0.0.1 -c port="$port" \
    -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c log_min_messages=fatal >"$POSTGRES_DIR/log" 2>&1) &
  POSTGRES_PID=$!
  SUPERUSER_URL=postgres://postgres:$password@127.0.0.1:$port/postgres
  LOGIN_ROLE_URL=postgres://wardkeep:$password@127.0.0.1:$port/wardkeep
  PSQL=("$bin/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$SUPERUSER_URL")

  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if "$bin/pg_isready" --quiet --host=127.0.0.1 --port="$port"; then return; fi
    sleep 0.2
  done
  cat "$POSTGRES_DIR/log"
  return 1
}

create_login_role() {
  WARDKEEP_DB_PASSWORD=$(cat "$POSTGRES_DIR/password") "${PSQL[@]}" --file=docker/postgres/roles.sql
  "${PSQL[@]}" --command='ALTER ROLE wardkeep CREATEDB'
}

stop_postgres() {
  if [[ -n $POSTGRES_PID ]]; then
    kill -INT "$POSTGRES_PID" 2>/dev/null || true
    wait "$POSTGRES_PID" 2>/dev/null || true
    POSTGRES_PID=
  fi
  if [[ -n $POSTGRES_DIR ]]; then rm -rf "$POSTGRES_DIR"; fi
  POSTGRES_DIR=
}
