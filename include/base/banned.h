/* Functions that this code does without, made compile errors. Include it last.
 * They overflow, truncate silently, keep hidden state or cannot report an error;
 * base/str.h, base/arena.h and base/time.h have the replacements. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Some are macros in some C libraries and modes (alloca always, sprintf with clang and
 * fortification). */
#undef alloca
#undef sprintf
#undef vsprintf
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef gets
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets strncpy strncat alloca
#pragma GCC poison localtime gmtime ctime asctime atoi atol atoll atof

#endif
