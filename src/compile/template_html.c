/* Where in the markup a tag stands. Escaping makes a value safe in text and in a quoted attribute
 * and nowhere else, and a link needs more than escaping, so the compiler follows the markup
 * character by character and refuses the rest: values in tag names or unquoted attributes, links
 * without |href or |url, inline scripts and styles. It also refuses sections that open in one place
 * and close in another, since then nobody could say where the text after them stands. */
#include "template.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

enum state {
	IN_TEXT,
	AFTER_LESS,   /* < */
	IN_NAME,      /* <inp */
	IN_TAG,       /* between attributes */
	IN_ATTRIBUTE, /* its name */
	AFTER_EQUALS,
	IN_VALUE, /* quoted */
	IN_MARK,  /* <! ... > */
	IN_COMMENT,
};

static const char *const places[] = {
	[IN_TEXT] = "text",          [AFTER_LESS] = "a tag's name",
	[IN_NAME] = "a tag's name",  [IN_TAG] = "a tag",
	[IN_ATTRIBUTE] = "a tag",    [AFTER_EQUALS] = "an attribute without quotes",
	[IN_VALUE] = "an attribute", [IN_MARK] = "a declaration",
	[IN_COMMENT] = "a comment",
};

void html_start(struct html_place *h)
{
	*h = (struct html_place){ .state = IN_TEXT };
}

static void name_start(struct html_place *h)
{
	h->name[0] = '\0';
}

static void name_add(struct html_place *h, char c)
{
	size_t len = strlen(h->name);

	if (len + 1 < sizeof(h->name)) {
		h->name[len] = (char)tolower((unsigned char)c);
		h->name[len + 1] = '\0';
	}
}

static int check_attribute(const struct html_place *h, struct place at)
{
	if (strcmp(h->name, "style") == 0)
		return complain(at,
		                "style=\"\" is refused by our policy for browsers: use a class");
	if (strncmp(h->name, "on", 2) == 0)
		return complain(at,
		                "%s=\"\" is refused by our policy for browsers: use "
		                "templates/static/candour.js",
		                h->name);
	if (strcmp(h->name, "srcdoc") == 0)
		return complain(at, "srcdoc is not used here");
	return 0;
}

static int tag_closed(struct html_place *h, struct place at)
{
	int rc = 0;

	if (!h->closing && strcmp(h->element, "style") == 0)
		rc = complain(at, "no styles inside a page: use templates/static");
	if (!h->closing && strcmp(h->element, "script") == 0 && !h->has_src)
		rc = complain(at, "no scripts inside a page: use templates/static");
	h->state = IN_TEXT;
	return rc;
}

/* A character inside <...>, outside values. */
static int in_tag(struct html_place *h, struct place at, char c)
{
	bool space = isspace((unsigned char)c);
	int rc = 0;

	if (h->state == AFTER_EQUALS) {
		if (c == '"' || c == '\'') {
			h->quote = c;
			h->written = 0;
			h->state = IN_VALUE;
		} else if (!space) {
			h->state = IN_TAG;
			rc = complain(at, "the value of %s needs quotes", h->name);
		}
		return rc;
	}
	if (h->state == IN_NAME && (space || c == '>' || c == '/')) {
		memcpy(h->element, h->name, sizeof(h->element));
		h->state = IN_TAG;
	}
	if (h->state == IN_NAME) {
		name_add(h, c);
		return 0;
	}
	if (c == '>')
		return tag_closed(h, at);
	if (c == '=' && h->state != IN_NAME) {
		if (strcmp(h->name, "src") == 0)
			h->has_src = true;
		rc = check_attribute(h, at);
		h->state = AFTER_EQUALS;
	} else if (space || c == '/') {
		/* The name is kept: "name =" is allowed. */
		h->state = IN_TAG;
	} else if (c == '"' || c == '\'' || c == '<') {
		rc = complain(at, "a %c that is out of place in <%s>", c, h->element);
	} else {
		if (h->state == IN_TAG)
			name_start(h);
		h->state = IN_ATTRIBUTE;
		name_add(h, c);
	}
	return rc;
}

int html_text(struct html_place *h, struct place at, const char *text)
{
	int rc = 0;

	for (; *text; text++) {
		char c = *text;

		switch (h->state) {
		case IN_TEXT:
			if (c == '<')
				h->state = AFTER_LESS;
			break;
		case AFTER_LESS:
			h->closing = c == '/';
			h->has_src = false;
			name_start(h);
			h->element[0] = '\0';
			if (c == '!') {
				h->state = strncmp(text, "!--", 3) == 0 ? IN_COMMENT : IN_MARK;
			} else if (c == '/' || isalpha((unsigned char)c)) {
				h->state = IN_NAME;
				if (c != '/')
					name_add(h, c);
			} else {
				h->state = IN_TEXT;
				rc = complain(at, "a bare < in text: write &lt;");
			}
			break;
		case IN_MARK:
			if (c == '>')
				h->state = IN_TEXT;
			break;
		case IN_COMMENT:
			if (strncmp(text, "-->", 3) == 0) {
				h->state = IN_TEXT;
				text += 2;
			}
			break;
		case IN_VALUE:
			if (c == h->quote)
				h->state = IN_TAG;
			else
				h->written++;
			break;
		default:
			rc |= in_tag(h, at, c);
		}
		at.line += *text == '\n';
	}
	return rc;
}

static bool is_link(const char *attribute)
{
	static const char *const links[] = {
		"href", "src", "action", "formaction", "poster", "cite", "data", "srcset", "ping",
	};
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		if (strcmp(links[i], attribute) == 0)
			return true;
	}
	return false;
}

/* Digits, or a name that the program itself made. */
static bool is_harmless(const struct operand *o)
{
	return o->type == VALUE_BIGINT || o->type == VALUE_INTEGER || o->type == VALUE_UUID ||
	       strcmp(o->kind, "OPERAND_INDEX") == 0 || strcmp(o->kind, "OPERAND_ERROR_FIELD") == 0;
}

int html_print(struct html_place *h, struct place at, const char *format, const struct operand *o)
{
	int rc = 0;

	if (h->state == IN_TEXT)
		return 0;
	if (h->state != IN_VALUE)
		return complain(at,
		                "a value inside %s: values stand in text or in quoted attributes",
		                places[h->state]);
	if (o->type == VALUE_HTML)
		rc = complain(at, "html inside an attribute");
	else if (strcmp(format, "FORMAT_LINES") == 0)
		rc = complain(at, "|lines makes markup, and this is an attribute");
	else if (is_link(h->name) && h->written == 0 && strcmp(format, "FORMAT_HREF") != 0)
		rc = complain(at,
		              "%s begins with a value: write |href, which lets only harmless links "
		              "through",
		              h->name);
	else if (is_link(h->name) && h->written != 0 && strcmp(format, "FORMAT_URL") != 0 &&
	         !is_harmless(o))
		rc = complain(at, "a value inside %s: write |url", h->name);
	h->written++;
	return rc;
}

/* Places that differ only in what has been read of a tag are one place. */
static int coarse(const struct html_place *h)
{
	return h->state == IN_NAME || h->state == IN_ATTRIBUTE ? (int)IN_TAG : h->state;
}

int html_join(struct html_place *now, const struct html_place *then, struct place at)
{
	if (coarse(now) != coarse(then) ||
	    (now->state == IN_VALUE && strcmp(now->name, then->name) != 0))
		return complain(at, "the section opens inside %s and closes inside %s",
		                places[then->state], places[now->state]);
	if (then->written < now->written)
		now->written = then->written;
	if (!then->has_src)
		now->has_src = false;
	return 0;
}

int html_end(const struct html_place *h, struct place at)
{
	if (h->state != IN_TEXT)
		return complain(at, "the template ends inside %s", places[h->state]);
	return 0;
}
