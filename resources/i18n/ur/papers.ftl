papers-own-cnic = اپنا اصل شناختی کارڈ
papers-adult-cnics = تمام بالغوں کے شناختی کارڈ
papers-b-forms = ہر بچے کا ب فارم
papers-electricity-bill = بجلی کا بل
papers-gas-bill = گیس کا بل
papers-mobile = زیرِ استعمال موبائل
papers-kafaalat-letter = کفالت کا خط
papers-death-proof = وفات کا ثبوت
papers-nikah-proof = نکاح یا طلاق کا ثبوت

papers-mark-seen = دیکھا
papers-mark-missing = نہیں ہے
papers-mark-not-needed = ضرورت نہیں

papers-note-original = اصل کارڈ، نقل نہیں
papers-note-letter = کارڈ والے نام کے ساتھ
papers-note-rings = میز پر گھنٹی بجے
papers-note-each = گھر کے ہر فرد کا
papers-note-expected =
    { $n ->
        [one] ایک ہونا چاہیے
       *[other] { $n } ہونے چاہئیں
    }
papers-note-none-known = ریکارڈ میں کوئی نہیں
papers-note-no-connection = پچھلے سروے میں کنکشن نہیں تھا
papers-note-reference = ریفرنس نمبر کے ساتھ
papers-note-where-connected = جہاں کنکشن ہو
papers-note-new-child = نئے بچے کا
papers-note-nadra-shows = نادرا میں درج ہو تو ضرورت نہیں
papers-note-of-the-changed = متعلقہ فرد کا

papers-foot-stops =
    { $n ->
        [one] ایک لازمی کاغذ نہیں ہے، اس کے بغیر کام شروع نہیں ہو سکتا
       *[other] { $n } کاغذ نہیں ہیں۔ لازمی کاغذ کے بغیر کام شروع نہیں ہو سکتا
    }
papers-foot-look-first = پہلے شناختی کارڈ دیکھیں
papers-foot-b-form-missing =
    { $n ->
        [one] 1 کاغذ باقی ہے۔ سروے شروع ہو سکتا ہے۔ بچہ نشان زد ہوگا اور کاغذ گھر لے جانے والی فہرست میں آئے گا
       *[other] { $n } کاغذ باقی ہیں۔ سروے شروع ہو سکتا ہے۔ بچہ نشان زد ہوگا اور کاغذ گھر لے جانے والی فہرست میں آئیں گے
    }
papers-foot-some-missing =
    { $n ->
        [one] 1 کاغذ باقی ہے۔ سروے شروع ہو سکتا ہے اور کاغذ گھر لے جانے والی فہرست میں آئے گا
       *[other] { $n } کاغذ باقی ہیں۔ سروے شروع ہو سکتا ہے اور کاغذ گھر لے جانے والی فہرست میں آئیں گے
    }
papers-foot-open =
    { $n ->
        [one] ایک کاغذ دیکھنا باقی ہے۔ کام شروع ہو سکتا ہے
       *[other] { $n } کاغذ دیکھنے باقی ہیں۔ کام شروع ہو سکتا ہے
    }
papers-foot-complete = تمام کاغذات موجود ہیں
