/* Passwords: argon2id by libsodium, 64 MiB and two passes. Long enough, not on the list of common
 * ones, no rules about characters, no expiry. */
#ifndef IDENTITY_PASSWORD_H
#define IDENTITY_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/problem.h"

/* The hash to store. NULL only when memory for hashing cannot be had. */
const char *password_hash(struct arena *a, const char *password);

/* True when it is right. stored may be NULL (unknown name): the same time is spent and the answer
 * is no, so that a stranger cannot tell names apart. */
bool password_matches(const char *stored, const char *password);

/* 12 to 128 characters, not common, not the user name: 0, or -1 with a sentence for the field. */
int password_is_good_enough(const char *password, const char *user_name, const char *field,
                            struct problem *reterr_why);

/* A password that can be read out: four random words and a number. */
const char *password_make(struct arena *a);

#endif
