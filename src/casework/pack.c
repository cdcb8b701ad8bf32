/* The partners' paper pack. */
#include "casework/pack.h"

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

static int covers_of(struct tx *tx, const char *const *codes, const char **ret_array,
                     struct problem *reterr_why)
{
	static const char *const known[] = { "staff", "person", "others", NULL };
	struct str list = str_new(tx_arena(tx));

	for (; *codes; codes++) {
		const char *const *k = known;

		while (*k && !text_equal(*k, *codes))
			k++;
		if (!*k)
			return refuse_field(reterr_why, "covers",
			                    "Select whose names are covered from the list");
		str_addf(&list, "%s%s", list.len ? "," : "", *k);
	}
	*ret_array = arena_printf(tx_arena(tx), "{%s}", list.data);
	return 0;
}

int pack_record(struct tx *tx, int64_t case_id, const struct pack_copy *copy, int64_t *ret_copy_no,
                struct problem *reterr_why)
{
	bool has_advice = !text_is_blank(copy->advice_reason);
	const struct rows *r;
	const char *covers;

	if (covers_of(tx, copy->covers, &covers, reterr_why) < 0)
		return -1;
	if (has_advice) {
		r = tx_read_pack_rights(tx);
		if (!r)
			return casework_failed(tx, reterr_why);
		if (!rows_bool(r, 0, PACK_RIGHTS_MAY_TAKE_ADVICE_IN))
			return refuse_field(
			        reterr_why, "advice_reason",
			        "Only a partner takes advice into a pack. Leave this empty");
	}
	r = write_pack_record(tx, case_id, copy->for_whom, covers,
	                      has_advice ? copy->advice_reason : "");
	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_copy_no = rows_int(r, 0, PACK_RECORD_COPY_NO);
	return casework_event(tx, "pack.made", case_id,
	                      arena_printf(tx_arena(tx), "{\"copy\": %lld, \"advice\": %s}",
	                                   (long long)*ret_copy_no, has_advice ? "true" : "false"),
	                      arena_printf(tx_arena(tx), "pack_copy:%lld",
	                                   (long long)rows_int(r, 0, PACK_RECORD_ID)),
	                      reterr_why);
}
