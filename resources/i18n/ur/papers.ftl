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

# What follows from the marks: a title, and below it what happens then.
papers-foot-stops =
    { $n ->
        [one] 1 کاغذ نہیں ہے
       *[other] { $n } کاغذ نہیں ہیں
    }
papers-foot-stops-then = لازمی کاغذ کے بغیر کام شروع نہیں ہو سکتا
papers-foot-look-first = پہلے شناختی کارڈ دیکھیں
papers-foot-b-form-missing =
    { $n ->
        [one] 1 کاغذ باقی ہے
       *[other] { $n } کاغذ باقی ہیں
    }
papers-foot-b-form-missing-then = سروے شروع ہو سکتا ہے۔ بچہ نشان زد ہوگا اور کاغذ گھر لے جانے والی فہرست میں آئے گا
papers-foot-some-missing =
    { $n ->
        [one] 1 کاغذ باقی ہے
       *[other] { $n } کاغذ باقی ہیں
    }
papers-foot-some-missing-then = سروے شروع ہو سکتا ہے۔ جو باقی ہے وہ گھر لے جانے والی فہرست میں آئے گا
papers-foot-open =
    { $n ->
        [one] ایک کاغذ دیکھنا باقی ہے
       *[other] { $n } کاغذ دیکھنے باقی ہیں
    }
papers-foot-open-then = کام شروع ہو سکتا ہے
papers-foot-complete = تمام کاغذات موجود ہیں
