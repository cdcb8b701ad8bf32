-- Shipped wording of letters to whoever posted, recorded or wrote (U-14, W-2.3e, W-3.2, W-3.3a, J-gmc-6). {{field}} is filled in from the case (src/casework/letter_merge.c); what
-- stands in [square brackets] is for whoever writes the letter.

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We have seen what was written on {{platform}} about {{practice_name}}, and we would like to put things right if we can.

If you would like us to look into it, you can make a complaint. You can do so by letter, by e-mail, by telephone or in person, or somebody can do it for you: [telephone, e-mail and name of the Complaints Lead]. We will acknowledge it within three working days and agree with you how it will be looked into. Our leaflet explains how, and we are glad to send it to you.

You can also complain to the integrated care board (ICB) instead of us, and you can ask for free help from an independent advocacy service: [contact details of the ICB and of the advocacy service].

If you would rather not complain, nothing more is needed. Either way, it makes no difference to the care that anybody receives from us.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'complaint_invitation';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We are writing about something that was posted on {{platform}} and that we saw on {{seen_on}}:
{{link}}

Everybody may say what they think of us. What concerns us in this post is [say in plain words what was posted and whom it affects, and nothing else].

We ask you to take it down within {{reply_days}} days, and to tell us when you have. If you think that we have misunderstood it, please tell us that too.

If you are unhappy with our service, we would like to hear it and to put it right. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Whatever you decide, it does not affect the care that anybody receives from us.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'removal_request';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We are writing about a recording that was put online on {{platform}} and that we saw on {{seen_on}}:
{{link}}

You may record what is said to you, for yourself. Putting it where others can see or hear it is another matter: it shows private things, perhaps more than you meant to, and it shows people who did not agree to it. [Say who is seen or heard, and nothing else.]

We ask you to take it down within {{reply_days}} days, and to tell us when you have. If somebody else put it online, please tell us so. If you would like a written summary of what was discussed, or to see what was written down about it, we will gladly arrange that.

If you are unhappy with what happened, we would like to hear it. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Whatever you decide, your care is not affected.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'posted_consultation';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

On {{seen_on}} we saw something that was posted on our page on {{platform}}. We took it off the page on [date], because [say in plain words which rule of the page it did not keep to, and nothing else].

We kept a copy, as we do with everything that we take down. The rules of the page are at [web address]. You are welcome to post again within them, and criticism is within them.

If you are unhappy with our service, we would like to hear it and to put it right. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Whatever you decide, it does not affect the care that anybody receives from us.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'own_page_notice';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

[First: what the review says, in your own words, and thanks for it. Write it afresh each time: an answer that reads the same as the last does harm.]

[Second: what happens now. Say whom to talk to and how. Say nothing of any appointment, of any illness or of what was done for anybody.]

If you would like us to look into it: you can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

It makes no difference to the care that anybody receives from us.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'review_reply';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

We understand that a consultation may have been recorded without our being told. You may record what is said to you, for yourself, and we would rather you could do so openly.

- Tell us beforehand, and we will agree it with you.
- If something worried you, please tell us: we will look into it.
- We can write down for you what was discussed.
- You can see your record, online or on request.
- Our leaflet explains how to complain; a copy is with this letter.

Please think of others who may be heard or seen before you pass a recording on.

You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Your care is not affected by this.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'covert_information';

UPDATE app.letter_kind SET standard_text = $text${{person_address}}

Dear {{person_name}}

With this letter is the written summary of what was discussed on [date], as you asked. It was written by [name and role].

If anything in it is not as you remember it, please tell us by [date], and we will look at it with you. If you would like to see the record itself, we can arrange that too.

You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Your care continues as before.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'written_summary_cover';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

You asked to record your consultation on [date]. We are glad to agree, on these conditions:

1. It is agreed before the recording begins.
2. It is made openly, with the device in view.
3. It is for your own use. If you want to share it, you talk to us first.
4. Nobody else is heard or seen in it who has not agreed.
5. That it was made is written in your record. You may be asked for a copy.

If you agree, please sign below and give us back one copy.

Signed ............................................ Date ..................

If you would rather have a written summary, just say so. You can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

Your care is the same whether you record or not.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'recording_conditions';

UPDATE app.letter_kind SET standard_text = $text$Dear {{person_name}}

You wrote to a member of our team through a private account. They cannot answer there: those who work here keep private accounts and work apart, with everybody.

Please write or call us here instead: [telephone and e-mail of the practice]. If it is urgent, call 111, or 999 in an emergency.

If you are unhappy with our service: you can complain to us at any time: [telephone, e-mail and name of the Complaints Lead]; or to the integrated care board (ICB) instead: [contact details].

It makes no difference to the care that anybody receives from us.

Yours sincerely


[name and role]
{{practice_name}}
$text$ WHERE code = 'boundary_reply';
