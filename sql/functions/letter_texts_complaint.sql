-- Shipped wording of letters on a complaint (R-comp-18). {{field}} is filled in from the case (src/casework/letter_merge.c); what
-- stands in [square brackets] is for whoever writes the letter.

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

Thank you for your complaint, which reached us on {{complaint_received_on}}. Our reference for it is {{complaint_reference}}.

As we understand it, you would like us to look into:
[each point, in the person's own words]

[Name and role] is looking into it. We would like to agree with you how, and by when you will hear from us. Please call [telephone], or tell us how and when you would like to be called. We expect to answer by {{complaint_answer_by}}.

You can have free help from an independent advocacy service: [contact details]. If you would rather complain to the integrated care board (ICB), you can: [contact details].

A complaint never affects your care, and nothing about it is kept in your medical record.

Yours sincerely


[name], Complaints Lead
{{practice_name}}
$text$ WHERE code = 'complaint_acknowledgement';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We are writing about your complaint {{complaint_reference}}, which reached us on {{complaint_received_on}}.

It is taking longer than we had agreed, because [the reason]. So far we have [what was done]. What is left is [what is left]. We now expect to answer by [date]; if that does not suit you, please tell us: [telephone and e-mail].

You can also ask the integrated care board (ICB) about your complaint, or for free help from an advocacy service: [contact details].

Your care is not affected.

Yours sincerely


[name], Complaints Lead
{{practice_name}}
$text$ WHERE code = 'complaint_progress';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We have looked into your complaint {{complaint_reference}}, which reached us on {{complaint_received_on}}.

How it was looked into: [who looked into it, whom they spoke to, what they read].

What we found, point by point:
[for each point: what was found, and whether we uphold it]

[If something went wrong: that we are sorry, in plain words.]

What has changed, or will: [what, by whom, by when].

If you are not content, please talk to us: [telephone and e-mail]. You can also complain to the Parliamentary and Health Service Ombudsman, as a rule within a year: [contact details].

Your care is not affected by your complaint.

Yours sincerely


[name], responsible person
{{practice_name}}
$text$ WHERE code = 'complaint_response';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

Thank you for your complaint {{complaint_reference}}, which reached us on {{complaint_received_on}}. It is about [what], on [date].

Complaints are to be made within 12 months of what happened, or of coming to know of it. We looked at whether there was good reason for the time that had passed, and whether it can still be looked into fairly: [what was found, and why].

If you think that this is wrong, tell us: [telephone and e-mail]. You can also complain to the Parliamentary and Health Service Ombudsman: [contact details].

Your care is not affected.

Yours sincerely


[name], Complaints Lead
{{practice_name}}
$text$ WHERE code = 'complaint_out_of_time';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

Thank you for your complaint {{complaint_reference}}, which reached us on {{complaint_received_on}}.

The rules on NHS complaints do not cover it, because [which of their exceptions, in plain words]. What you can do instead is [what, and whom to ask].

If you think that this is wrong, tell us: [telephone and e-mail]. You can also complain to the Parliamentary and Health Service Ombudsman: [contact details].

Your care is not affected.

Yours sincerely


[name], Complaints Lead
{{practice_name}}
$text$ WHERE code = 'complaint_not_required';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

Thank you for your complaint about how we handled information about you, which reached us on {{complaint_received_on}}. Our reference for it is {{complaint_reference}}.

[Name and role] is looking into it, and will write to you when there is something to say, and at the latest by [date]. If you want to add anything: [telephone and e-mail].

You can also complain to the Information Commissioner's Office at any time.

Your care is not affected.

Yours sincerely


[name], data protection lead
{{practice_name}}
$text$ WHERE code = 'data_complaint_acknowledgement';
