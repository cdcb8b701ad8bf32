/* How to reach the database: libpq's connection string, from the settings. */
#ifndef DB_CONNINFO_H
#define DB_CONNINFO_H

#include "base/arena.h"
#include "base/settings.h"

/* For that database role (app, worker, report, auditor, migrate ...). Lives in the arena. */
const char *db_conninfo(struct arena *a, const struct settings *s, const char *role);

#endif
