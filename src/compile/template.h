/* The template half of candour-compile: the parts share these shapes.
 *
 *   template_scan.c     file -> tokens, standalone lines removed
 *   template_expand.c   partials put in place of their tags, declarations collected
 *   template_names.c    {{! queries: ... values: ... }} and what is in scope
 *   template_operand.c  names inside tags to slots and columns
 *   template_print.c    {{name|formatter}}
 *   template_section.c  {{#...}}
 *   template_resolve.c  tokens -> operations
 *   template_join.c     neighbouring texts made one
 *   template_html.c     where in the markup a tag stands, and what may stand there
 *   template_emit.c     operations -> C
 *   templates.c         the whole of one run */
#ifndef COMPILE_TEMPLATE_H
#define COMPILE_TEMPLATE_H

#include "compile.h"

/* ---- Tokens ---- */

enum token_kind {
	TOKEN_TEXT,
	TOKEN_PRINT,     /* {{x}} */
	TOKEN_OPEN,      /* {{#x}} */
	TOKEN_INVERTED,  /* {{^x}} */
	TOKEN_CLOSE,     /* {{/x}} */
	TOKEN_PARTIAL,   /* {{> x a="b"}} */
	TOKEN_COMMENT,   /* {{! x}} */
	TOKEN_BLOCK,     /* {{%x}} */
	TOKEN_GIVEN,     /* {{$x}} in a partial */
	TOKEN_NOT_GIVEN, /* {{^$x}} */
	TOKEN_END_GIVEN, /* {{/$x}} */
};

struct token {
	enum token_kind kind;
	const char *text; /* of a tag: without braces, sigil and outer spaces */
	struct place at;
	bool inside_line; /* a partial's tag with something else on its line */
};
struct tokens {
	struct token *list;
	size_t count;
};

/* Adds the tokens of a text to *tokens. 0, or -1 after a complaint. */
int template_scan(struct arena *a, struct place at, const char *text, struct tokens *tokens);
/* Takes out the text of lines that hold nothing but tags that print nothing. */
void template_strip_lines(struct arena *a, struct tokens *tokens);

/* ---- One template ---- */

struct operand {
	const char *kind; /* OPERAND_COLUMN ... */
	size_t slot;
	size_t column;
	const char *text;
	enum value_type type;
};

struct op {
	const char *code;
	const char *format;
	const char *test;
	size_t loop;
	bool inverted;
	size_t jump;
	struct operand a;
	struct operand b;
	const char *text;
	const char *fallback;
	struct place at;
};
struct ops {
	struct op *list;
	size_t count;
};

struct used_query {
	struct query_source *query;
	bool optional;
	bool used;
	bool inherited; /* declared by the layout or a partial: no complaint when not used */
	size_t slot;    /* among the used ones: only these are emitted */
};
struct used_value {
	struct name name;
	bool inherited;
	size_t slot;
};

struct block {
	const char *name;
	struct ops ops;
	struct place at;
	size_t start;
};
/* A block that a layout prints. */
struct asked_block {
	const char *name;
	bool required; /* not inside {{#%name}} */
};

struct template
{
	const char *name; /* case/show */
	const char *id;   /* case_show */
	const struct source *source;
	bool is_layout;
	bool is_partial;
	bool is_text;
	struct template *layout;
	struct tokens tokens; /* expanded */

	struct used_query *queries;
	size_t n_queries;
	struct used_value *values;
	size_t n_values;
	struct names forms;
	struct names fields;

	struct ops body;
	struct block *blocks;
	size_t n_blocks;
	struct asked_block *asked;
	size_t n_asked;
	bool resolved;  /* without complaints */
	struct ops all; /* body and blocks, as emitted */
};

struct templates {
	struct arena *a;
	const struct queries *queries;
	struct template **list;
	size_t count;
};

struct template *templates_find(const struct templates *set, const char *name);
/* Everything but the files: sources in, C out. The fuzzer comes in here. 0, or -1 after complaints.
 */
int templates_build(struct arena *a, const struct queries *queries, const struct source *sources,
                    size_t count, const char *root, const char *header_name, struct str *header,
                    struct str *code);

/* ---- Expanding (template_expand.c) ---- */

int template_expand(struct templates *set, struct template *t);

/* ---- Names (template_names.c) ---- */

/* A comment's text: a declaration is taken in, anything else is a remark. at_head: nothing has been
 * printed yet. inherited: it stands in a partial. */
int template_declare(struct templates *set, struct template *t, struct place at, const char *text,
                     bool at_head, bool inherited);
/* What the layout declared is declared here too. */
void template_inherit(struct templates *set, struct template *t);
struct used_query *template_query(struct template *t, const char *name);
struct used_value *template_value(struct template *t, const char *name);
void template_use_field(struct arena *a, struct template *t, const char *field);
int template_check_used(struct template *t);

/* ---- Markup (template_html.c) ---- */

struct html_place {
	int state;
	int quote;
	char name[24]; /* attribute, or element while its name is read */
	char element[24];
	size_t written; /* bytes of the attribute's value so far */
	bool has_src;
	bool closing;
};

void html_start(struct html_place *h);
/* Reads literal markup. at.line moves with it. */
int html_text(struct html_place *h, struct place at, const char *text);
/* May a value of this type, by this formatter, stand here? */
int html_print(struct html_place *h, struct place at, const char *format, const struct operand *o);
/* Two ends of a section must be in the same place; `now` is changed to what is true of both. */
int html_join(struct html_place *now, const struct html_place *then, struct place at);
int html_end(const struct html_place *h, struct place at);

/* ---- Inside tags (template_operand.c, template_print.c, template_section.c) ---- */

enum scope_kind { SCOPE_IF, SCOPE_EACH, SCOPE_ERRORS, SCOPE_BLOCK };

struct scope {
	enum scope_kind kind;
	const char *text; /* as written, white space evened */
	struct place at;
	size_t op;
	size_t loop; /* SCOPE_EACH, SCOPE_ERRORS */
	struct used_query *query;
	struct html_place html;
};

struct resolver {
	struct arena *a;
	struct templates *set;
	struct template *t;
	struct ops *out; /* where operations go now */
	struct scope *scopes;
	size_t depth;
	size_t loops;
	struct html_place html;
	int block_line; /* where a block has just been closed */
};

/* Each gives 0, or -1 after a complaint. */
const struct scope *innermost_loop(const struct resolver *r); /* NULL outside row sections */
int resolve_column(struct resolver *r, struct place at, struct used_query *query,
                   const char *column, struct operand *ret);
int resolve_operand(struct resolver *r, struct place at, const char *text, struct operand *ret);
int resolve_print(struct resolver *r, struct place at, const char *text, struct op *ret);
/* Gives an op with code OP_IF, OP_EACH or OP_EACH_ERROR; *ret_query for OP_EACH. */
int resolve_section(struct resolver *r, struct place at, const char *text, bool inverted,
                    struct op *ret, struct used_query **ret_query);

/* ---- The rest ---- */

int template_resolve(struct templates *set, struct template *t);
/* Body and blocks into t->all, with fewer and longer texts. */
void template_join(struct arena *a, struct template *t);
void templates_emit(struct templates *set, const char *header_name, struct str *header,
                    struct str *code);

#endif
