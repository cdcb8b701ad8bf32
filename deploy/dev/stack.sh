# The one way to start Candour outside a server: deploy/dev/run and the tests both read this file.
# A stack is a private PostgreSQL cluster, the handlers, the worker, a mail sink and nginx, all on
# 127.0.0.1 or Unix sockets. Its home is a folder VAR (settings, logs, process numbers, sign-ins);
# cluster and sockets are in a short folder under /var/tmp, made from VAR's path, because a socket's
# path must be short and PostgreSQL refuses to run as root: there its own user owns that folder.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
MODE=${MODE:-debug}
BUILD=$ROOT/build/$MODE
BIN=$BUILD/bin
PATH=$PATH:/usr/sbin:/sbin
unset PGHOST PGPORT PGUSER PGDATABASE PGSERVICE PGOPTIONS PGPASSWORD
LOGIN_ROLES='postgres migrate app worker report auditor disposer backup'
PAGES_HANDLERS=${PAGES_HANDLERS:-4}
REPORTS_HANDLERS=${REPORTS_HANDLERS:-2}

say() { echo "candour: $*"; }
fail() {
	echo "candour: $*" >&2
	exit 1
}

# stack_open VAR: sets the names that the other functions use, and makes the folders.
stack_open() {
	mkdir -p "$1/log"
	VAR=$(cd "$1" && pwd -P)
	ME=$(id -un)
	if [ "$(id -u)" -eq 0 ]; then OWNER=postgres; else OWNER=$ME; fi
	id -u "$OWNER" >/dev/null 2>&1 || fail "no user $OWNER: is PostgreSQL installed? (deploy/dev/install-packages)"
	SHORT=/var/tmp/candour-$(printf '%s' "$(id -u):$VAR" | sha256sum | cut -c1-10)
	CLUSTER=$SHORT/cluster
	export CANDOUR_CONF=$VAR/candour.conf
	# /var/tmp belongs to everybody: a folder of that name which another user made is not ours.
	if ! mkdir -m 0700 "$SHORT" 2>/dev/null; then
		if [ -L "$SHORT" ] || [ ! -d "$SHORT" ]; then fail "$SHORT is in the way"; fi
		case $(stat -c %U "$SHORT") in
		"$OWNER" | "$ME") ;;
		*) fail "$SHORT belongs to somebody else" ;;
		esac
	fi
	chmod 0700 "$SHORT"
	[ "$(stat -c %U "$SHORT")" = "$OWNER" ] || chown "$OWNER:" "$SHORT"
	ln -sfn "$SHORT" "$VAR/state"
}

# stack_forget: removes the cluster and everything in VAR. Only for a stack that has been stopped.
stack_forget() {
	rm -rf "$SHORT" "$VAR"
}

# ---- Processes -----------------------------------------------------------------------------------
# VAR/NAME.pid holds a process number, when that process started, and in which boot: together they
# name one process for ever, so nothing else is ever signalled. It also holds VAR, since a folder may
# be copied, records and all.

process_identity() { # process_identity PID
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	stat=${stat##*) }
	# shellcheck disable=SC2086
	set -- "$1" $stat
	[ "$2" != Z ] || return 1
	echo "$1 ${21} $(cat /proc/sys/kernel/random/boot_id) $VAR"
}

process_record() { process_identity "$2" >"$VAR/$1.pid"; } # process_record NAME PID

process_pid() { # process_pid NAME: its number, if it is still the same process
	local recorded
	recorded=$(cat "$VAR/$1.pid" 2>/dev/null) || return 1
	[ -n "$recorded" ] && [ "$(process_identity "${recorded%% *}")" = "$recorded" ] || return 1
	echo "${recorded%% *}"
}

# What is left of NAME's group after its leader was killed: known by the group's number, and by
# holding a file of this stack open (each has its log).
process_left_over() {
	local leader pid
	leader=$(cut -d' ' -f1 "$VAR/$1.pid" 2>/dev/null) || return 0
	for pid in $(pgrep -g "${leader:-x}" 2>/dev/null || true); do
		if find "/proc/$pid/fd" -lname "$VAR/log/*" 2>/dev/null | grep -q .; then echo "$pid"; fi
	done
}

process_stop() { # process_stop NAME: asks, waits, then insists
	local pid tries=0
	if pid=$(process_pid "$1"); then
		kill -TERM "$pid" 2>/dev/null || true
		while process_pid "$1" >/dev/null; do
			tries=$((tries + 1))
			if [ $tries -eq 100 ]; then
				# Its children, if it has any, are left over then.
				kill -KILL "$pid" 2>/dev/null || true
			fi
			[ $tries -lt 120 ] || fail "$1 (process $pid) does not stop"
			sleep 0.1
		done
	fi
	for pid in $(process_left_over "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
	rm -f "$VAR/$1.pid" "$VAR/$1.what"
}

# process_start NAME WHAT COMMAND...: unless it runs already as the same WHAT (a text that changes
# when it must be started anew). Its output goes to VAR/log/NAME.log.
process_start() {
	local name=$1 what=$2
	shift 2
	if process_pid "$name" >/dev/null && [ "$(cat "$VAR/$name.what" 2>/dev/null)" = "$what" ]; then
		return 0
	fi
	process_stop "$name"
	(cd / && exec setsid "$@" </dev/null >>"$VAR/log/$name.log" 2>&1 9>&-) &
	# The subshell becomes setsid and then the program, under the same number.
	local pid=$!
	disown "$pid" 2>/dev/null || true
	process_record "$name" "$pid" || fail "$name did not start: see $VAR/log/$name.log"
	echo "$what" >"$VAR/$name.what"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# ---- PostgreSQL ----------------------------------------------------------------------------------

as_owner() { # as_owner COMMAND...: as the user that PostgreSQL runs as
	if [ "$OWNER" = "$ME" ]; then
		(cd / && LC_ALL=C.UTF-8 "$@")
	else
		(cd / && runuser -u "$OWNER" -- env LC_ALL=C.UTF-8 PATH="$PATH" "$@")
	fi
}

database() { # database ARGUMENTS...: psql as the superuser
	psql -X -q -v ON_ERROR_STOP=1 -h "$SHORT" -p 5432 -U postgres "$@" </dev/null
}

cluster_find_programs() {
	local version
	version=$(cat "$CLUSTER/PG_VERSION" 2>/dev/null ||
		find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' | cut -d/ -f5 | sort -n | tail -n 1)
	PGBIN=/usr/lib/postgresql/$version/bin
	[ -x "$PGBIN/postgres" ] || fail "PostgreSQL $version is not installed (the cluster in $CLUSTER is of that version)"
}

cluster_make() {
	local role new=$SHORT/new
	say "making a database cluster in $CLUSTER"
	as_owner rm -rf "$new"
	as_owner "$PGBIN/initdb" -D "$new" -U postgres --data-checksums --encoding=UTF8 --locale=C.UTF-8 \
		--auth=peer --no-instructions >"$VAR/log/initdb.log" 2>&1 ||
		fail "initdb failed: see $VAR/log/initdb.log"
	as_owner tee -a "$new/postgresql.conf" >/dev/null <<-END
		listen_addresses = ''
		unix_socket_directories = '$SHORT'
		unix_socket_permissions = 0700
		port = 5432
		timezone = 'UTC'
		log_timezone = 'UTC'
		max_connections = 60
		shared_buffers = 64MB
		# What people wrote stays out of the log.
		log_parameter_max_length = 0
		log_parameter_max_length_on_error = 0
	END
	echo 'local all all peer map=candour' | as_owner tee "$new/pg_hba.conf" >/dev/null
	for role in $LOGIN_ROLES; do
		echo "candour $ME $role"
		[ "$ME" = "$OWNER" ] || echo "candour $OWNER $role"
	done | as_owner tee "$new/pg_ident.conf" >/dev/null
	as_owner mv "$new" "$CLUSTER"
}

cluster_is_up() { "$PGBIN/pg_isready" -q -h "$SHORT" -p 5432 -U postgres -d postgres; }

cluster_start() {
	cluster_find_programs
	[ -f "$CLUSTER/PG_VERSION" ] || cluster_make
	ln -sfn "$SHORT/postgres.log" "$VAR/log/postgres.log"
	# After a crash the lock file stays, and may name a process that is somebody else's by now.
	# PostgreSQL itself decides; a second try is all that it needs.
	local try
	for try in 1 2 3; do
		cluster_is_up && break
		as_owner "$PGBIN/pg_ctl" -D "$CLUSTER" -l "$SHORT/postgres.log" -w -t 60 -s start 9>&- 2>>"$VAR/log/pg_ctl.log" && break
		[ "$try" -lt 3 ] || fail "PostgreSQL does not start: see $SHORT/postgres.log"
		sleep 1
	done
	database -d postgres -f "$ROOT/deploy/postgres/roles.sql" 2>>"$VAR/log/roles.log" ||
		fail "the database roles could not be made: see $VAR/log/roles.log"
	if [ "$(database -d postgres -Atc "SELECT count(*) FROM pg_database WHERE datname = 'candour'")" = 0 ]; then
		database -d postgres -c 'CREATE DATABASE candour OWNER own TEMPLATE template0'
	fi
}

cluster_stop() {
	cluster_find_programs
	if [ -f "$CLUSTER/postmaster.pid" ] && cluster_is_up; then
		as_owner "$PGBIN/pg_ctl" -D "$CLUSTER" -m fast -w -t 60 -s stop
	fi
}

# ---- Candour -------------------------------------------------------------------------------------

# settings_write PORT [MAIL_PORT]: VAR/candour.conf, unless somebody took over its first line.
settings_write() {
	local mark='# Written when the stack is started; take this line out to keep changes of your own.'
	if [ -f "$CANDOUR_CONF" ] && [ "$(head -n 1 "$CANDOUR_CONF")" != "$mark" ]; then
		return 0
	fi
	cat >"$CANDOUR_CONF.new" <<-END
		$mark
		public_url = http://127.0.0.1:$1

		[database]
		host = $SHORT
		port = 5432
		name = candour

		[web]
		socket = $SHORT/pages.sock
	END
	if [ -n "${2:-}" ]; then
		cat >>"$CANDOUR_CONF.new" <<-END

			[mail]
			host = 127.0.0.1
			port = $2
			from = candour@example.org
			tls = none
		END
	fi
	mv "$CANDOUR_CONF.new" "$CANDOUR_CONF"
}

schema_bring_up() {
	"$BIN/candour" migrate >"$VAR/log/migrate.log" 2>&1 || {
		cat "$VAR/log/migrate.log" >&2
		fail "candour migrate failed"
	}
}

example_load() { # once: a database with a practice is left alone
	[ "$(database -d candour -Atc 'SELECT count(*) FROM app.practice')" = 0 ] || return 0
	say "loading the example practice"
	(cd "$VAR/.." && "$BIN/candour" practice add --example) >"$VAR/log/example.log" 2>&1 || {
		cat "$VAR/log/example.log" >&2
		fail "candour practice add --example failed"
	}
}

fingerprint() { cat "$@" | sha256sum | cut -c1-16; }

# The mail sink keeps every mail as a file in VAR/mails; its port is in VAR/mail.port.
mail_start() {
	[ -d "$ROOT/node_modules/smtp-server" ] || return 0
	local tries=0 before
	if ! process_pid mail >/dev/null; then
		mkdir -p "$VAR/mails"
		before=$(cat "$VAR/mail.port" 2>/dev/null || echo 0)
		rm -f "$VAR/mail.port"
		process_start mail "$(fingerprint "$ROOT/tests/support/smtp-sink.mjs")" \
			node "$ROOT/tests/support/smtp-sink.mjs" "$VAR/mails" "$VAR/mail.port" "$before"
		until [ -s "$VAR/mail.port" ]; do
			tries=$((tries + 1))
			[ $tries -lt 100 ] || fail "the mail sink did not start: see $VAR/log/mail.log"
			sleep 0.1
		done
	fi
}

pool_start() { # pool_start NAME HANDLERS
	process_start "$1" "$2 $BIN $(fingerprint "$BIN/candour-web" "$CANDOUR_CONF")" \
		spawn-fcgi -s "$SHORT/$1.sock" -M 0660 -n -- \
		"$(command -v multiwatch)" -f "$2" -r 1000000 -t 100 -s TERM -- "$BIN/candour-web"
}

nginx_command() {
	nginx -p "$VAR/nginx" -e "$VAR/log/error.log" -c "$VAR/nginx/etc/nginx.conf" "$@" 9>&-
}

# nginx_start [PORT]: nginx on PORT; without one, on the port it had last time, else 8080 or the next
# free one. Leaves the choice in PORT and VAR/port.
nginx_start() {
	local wanted=${1:-} tries=0 user=
	[ "$(id -u)" -ne 0 ] || user=root
	PORT=${wanted:-$(cat "$VAR/port" 2>/dev/null || echo 8080)}
	if process_pid nginx >/dev/null && [ "$(cat "$VAR/port" 2>/dev/null)" = "$PORT" ]; then
		"$ROOT/deploy/nginx/render" --stack "$VAR/nginx/etc" "127.0.0.1:$PORT" "$SHORT" "$BUILD/static" "$VAR" "$user"
		nginx_command -t 2>"$VAR/log/nginx-test.log" || fail "nginx refuses its settings: see $VAR/log/nginx-test.log"
		kill -HUP "$(process_pid nginx)"
		return 0
	fi
	process_stop nginx
	while :; do
		if port_is_free "$PORT"; then
			"$ROOT/deploy/nginx/render" --stack "$VAR/nginx/etc" "127.0.0.1:$PORT" "$SHORT" "$BUILD/static" "$VAR" "$user"
			if nginx_command 2>"$VAR/log/nginx-start.log"; then break; fi
			grep -q 'Address already in use' "$VAR/log/nginx-start.log" || {
				cat "$VAR/log/nginx-start.log" >&2
				fail "nginx does not start"
			}
		fi
		[ -z "$wanted" ] || fail "port $PORT is taken: choose another with PORT="
		tries=$((tries + 1))
		[ $tries -lt 100 ] || fail "no free port from 8080 on"
		PORT=$((PORT + 1))
	done
	tries=0
	until [ -s "$VAR/nginx/pid" ]; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || fail "nginx does not start: see $VAR/log/error.log"
		sleep 0.1
	done
	process_record nginx "$(cat "$VAR/nginx/pid")"
	echo "$PORT" >"$VAR/port"
}

http_status() { # http_status PATH: the status that nginx answers a plain GET with
	local line=
	exec 4<>"/dev/tcp/127.0.0.1/$PORT" || return 1
	printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$1" "$PORT" >&4
	read -r -t 10 line <&4 || true
	exec 4<&- 4>&-
	echo "$line" | cut -d' ' -f2
}

# stack_start_database [PORT]: what the programs need before they start: the database at their version,
# the settings, and for their sake the port, which is left in PORT.
stack_start_database() {
	if [ ! -x "$BIN/candour-web" ] || [ ! -x "$BIN/candour" ]; then fail "the programs are not built: make MODE=$MODE"; fi
	cluster_start
	nginx_start "${1:-}"
	mail_start
	settings_write "$PORT" "$(cat "$VAR/mail.port" 2>/dev/null || true)"
	schema_bring_up
}

# stack_start_web: the example practice, the handlers and the worker; what runs already and has not
# changed is left alone.
stack_start_web() {
	local tries=0 status
	example_load
	pool_start pages "$PAGES_HANDLERS"
	pool_start reports "$REPORTS_HANDLERS"
	process_start worker "$BIN $(fingerprint "$BIN/candour" "$CANDOUR_CONF")" \
		"$ROOT/deploy/dev/keep-up" "$BIN/candour" worker
	while :; do
		status=$(http_status /sign-in 2>/dev/null || true)
		case $status in
		'' | 502 | 503 | 504) ;;
		*) break ;;
		esac
		tries=$((tries + 1))
		if [ $tries -ge 150 ]; then
			tail -n 20 "$VAR/log/pages.log" >&2
			fail "the handlers do not answer (status ${status:-none}): see $VAR/log/"
		fi
		sleep 0.1
	done
}

# stack_stop: ends what this stack started, and nothing else. Data stays.
stack_stop() {
	local name
	for name in worker pages reports nginx mail; do process_stop "$name"; done
	cluster_stop
}
