/* libfcgi outside its rooms. */
#include <fcgiapp.h>
