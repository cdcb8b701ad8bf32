-- Shipped wording of letters to platforms, PCSE and PALS. {{field}} is filled in from the case (src/casework/letter_merge.c); what
-- stands in [square brackets] is for whoever writes the letter.

UPDATE app.letter_kind SET standard_text = $text$To Primary Care Support England

{{practice_name}} confirms that it gave notice for this patient to be removed from its list at once.

Name: {{person_name}}
Address: {{person_address}}
Date of birth: [date of birth]
NHS number: [NHS number]

Notice was given on [date], at [time], by [telephone or other means].
What happened: [what was done, or why somebody feared for their safety].
Reported to the police on [date]; reference: [reference].
The patient: [was told on date / was not told, because].

[name and role]
{{practice_name}}
$text$ WHERE code = 'immediate_confirmation';

UPDATE app.letter_kind SET standard_text = $text$To Primary Care Support England

{{practice_name}} asked on [date] for this patient to be removed from its list. The patient was then being treated at intervals of less than seven days.

Name: {{person_name}}
Address: {{person_address}}
NHS number: [NHS number]

That treatment ended on [date].

[name and role]
{{practice_name}}
$text$ WHERE code = 'treatment_ended_notice';

UPDATE app.letter_kind SET standard_text = $text$To [name], patient advice and liaison

Thank you for passing on what you were told on [date].

[What we did, or can offer. Say no more about anybody than they have agreed to.]

If they would like to make a complaint, they can reach us here: [telephone, e-mail and name of the Complaints Lead].

[name and role]
{{practice_name}}
$text$ WHERE code = 'pals_reply';

UPDATE app.letter_kind SET standard_text = $text$To {{platform}}

We ask you to look at this post under your own rules.

Address: {{link}}
Posted under the name: {{author_handle}}
Seen on: {{seen_on}}

Which of your rules it breaks: [name the rule]

What it shows: [say in plain words what is seen or said. Do not say, or let it be guessed, that anybody uses our practice. Say so if a child is shown.]

Please tell us what you decide: [e-mail for the answer].

[name and role]
{{practice_name}}
$text$ WHERE code = 'platform_report';

UPDATE app.letter_kind SET standard_text = $text$To Primary Care Support England

{{practice_name}} asks for this patient to be removed from its list:

Name: {{person_name}}
Address: {{person_address}}
Date of birth: [date of birth]
NHS number: [NHS number]

Reason: [the reason, as the partners recorded it].
The patient was warned of the risk of removal, and why, on [date of the warning].
The patient has been told in writing on [date].
Treatment at intervals of less than seven days: [yes or no].

Date of this request: {{today}}

[name and role]
{{practice_name}}
$text$ WHERE code = 'commissioner_notice';
