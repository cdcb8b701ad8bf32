/* What a file is, by its content: the list of types that Candour takes as evidence (U-9). */
#ifndef CASEWORK_FILE_TYPE_H
#define CASEWORK_FILE_TYPE_H

#include <stddef.h>

/* The media type of the file that starts with these bytes and has that name, from the list of those
 * taken; NULL when it is not one of them. The name only decides between types that share a
 * container (docx is a zip, msg an OLE file). The result is static. */
const char *file_type(const void *start, size_t size, const char *name);

/* For the hint beside an upload field. */
#define FILE_TYPES_TAKEN "Pictures, PDF, sound, film, e-mail, Word or plain text, up to 100 MB each"

#endif
