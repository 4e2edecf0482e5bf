# جانچ: کون سی اپڈیٹ بنتی ہے اور کیوں
triage-type-missed_out = سروے سے محروم گھرانہ
triage-type-roster = روسٹر اپڈیٹ
triage-type-shock = آفت کے بعد اپڈیٹ
triage-type-appeal = اپیل
triage-type-cyclic = دوری اپڈیٹ
triage-type-recertification = تصدیقِ نو

triage-type-missed_out-short = محروم گھرانہ
triage-type-roster-short = روسٹر اپڈیٹ
triage-type-shock-short = آفت کے بعد
triage-type-appeal-short = اپیل
triage-type-cyclic-short = دوری اپڈیٹ
triage-type-recertification-short = تصدیقِ نو

triage-headline-full = { $type }: مکمل سروے
triage-headline-roster = روسٹر اپڈیٹ: صرف تبدیلیاں
triage-headline-priority = ترجیحی کاؤنٹر: خط اور شناختی کارڈ اپڈیٹ
triage-headline-no_token = آج ٹوکن نہیں
triage-headline-referral = پہلے نادرا جائیں

triage-standing-due = بنتی ہے
triage-standing-inside = شامل
triage-standing-no = نہیں
triage-standing-off = بند
triage-standing-unknown = معلوم نہیں

triage-outcome-token = ٹوکن دیں
triage-outcome-no_token = ٹوکن نہیں
triage-outcome-referral = نادرا کے لیے پرچی

triage-possible-on = { $on } سے دوبارہ ممکن
triage-by-hand = وجہ لکھ کر ٹوکن پھر بھی دیا جا سکتا ہے

triage-reason-never-registered = گھرانے کا کبھی اندراج نہیں ہوا
triage-reason-not-registered = ابھی اندراج نہیں
triage-reason-registered-since = { $since } سے درج ہے
triage-reason-registered-already = پہلے سے درج ہے
triage-reason-split-family = اب الگ گھرانہ ہے، سروے نہیں ہوا
triage-reason-of-old-household = پرانے گھرانے سے متعلق ہے
triage-reason-call-back = رجسٹری نے اس گھرانے کو دوبارہ بلایا ہے
triage-reason-shock-declared = آفت زدہ علاقہ قرار: { $area }
triage-reason-shock-surveyed = آفت کے بعد سروے ہو چکا ہے: { $area }
triage-reason-area-not-listed = یہ علاقہ فہرست میں نہیں
triage-reason-appeal-allowed = رجسٹری نے اپیل کی اجازت دی ہے
triage-reason-appeal-conditions = رجسٹری میں اس گھرانے کی اپیل درج نہیں
triage-reason-not-launched = ابھی شروع نہیں ہوئی
triage-reason-beneficiaries-only = صرف وظیفہ لینے والے گھرانے
triage-reason-beneficiaries-not = وظیفہ لینے والے گھرانوں کے لیے نہیں
triage-reason-no-survey-date = درج ہے مگر یہاں سروے نہیں ہوا
triage-reason-interval-over = آخری سروے { $last }: { $years } سال { $since } کو پورے ہوئے
triage-reason-interval-runs = { $years } سال پورے نہیں ہوئے: { $on } سے ممکن
triage-reason-same-survey = اسی مکمل سروے میں شامل
triage-reason-asked-in-full = افراد مکمل سروے میں پوچھے جائیں گے
triage-reason-head-deceased = سربراہِ خانہ وفات پا چکے ہیں: نیا سربراہ درج کریں
triage-reason-roster-change =
    { $n ->
        [one] ایک تبدیلی درج ہوگی
       *[other] { $n } تبدیلیاں درج ہوں گی
    }
triage-reason-no-change = کوئی تبدیلی نہیں بتائی گئی
triage-reason-kafaalat-letter = کفالت کا خط اور شناختی کارڈ اپڈیٹ
triage-reason-letter-needs-married-woman = خط کے ساتھ گھر کی شادی شدہ، بیوہ یا طلاق یافتہ خاتون کا شناختی کارڈ لازم ہے
triage-reason-surveyed-recently = { $last } کو سروے ہو چکا ہے، کوئی تبدیلی نہیں۔ { $on } سے دوبارہ ممکن
triage-reason-cnic-expired = شناختی کارڈ کی میعاد { $expired } کو ختم ہو گئی۔ پہلے نادرا سے نیا بنوائیں
triage-reason-b-form-missing = بچے کا ب فارم نہیں ہے۔ پہلے نادرا سے بنوائیں
triage-reason-card-of-deceased = یہ کارڈ وفات یافتہ فرد کا درج ہے۔ براہ کرم اپنا شناختی کارڈ لائیں
triage-reason-other-tehsil = گھرانہ دوسری تحصیل ({ $tehsil }) میں درج ہے۔ وہاں جائیں یا نیا پتہ درج کرائیں
triage-reason-duplicate-elsewhere = یہی شناختی کارڈ کسی دوسری تحصیل میں بھی درج ہے۔ پہلے رجسٹری اسے درست کرے گی
triage-reason-duplicate-in = یہی شناختی کارڈ { $tehsil } میں بھی درج ہے۔ پہلے رجسٹری اسے درست کرے گی
triage-reason-copy-locked = رجسٹری کی نقل { $days } دن پرانی اور بند ہے۔ پہلے اسے تازہ کریں
triage-reason-copy-missing = اس کمپیوٹر پر رجسٹری کی نقل ابھی نہیں ہے۔ پہلے اسے منگوائیں
triage-reason-takes-full = تقریباً { $minutes } منٹ، { $questions } سوال
triage-reason-takes-short = تقریباً { $minutes } منٹ

triage-reason-copy-old = رجسٹری کی نقل { $days } دن پرانی ہے
triage-reason-b-form-on-list = ب فارم نہیں ہے: بچے کا سروے ہوگا، کاغذ فہرست میں آئے گا
triage-reason-members-left = کچھ افراد اب الگ رہتے ہیں: انہیں روسٹر سے نکالیں
triage-reason-moved-here = دوسری تحصیل ({ $tehsil }) سے یہاں منتقل ہوئے
triage-reason-date-ahead = آخری سروے ({ $last }) آج کی تاریخ کے بعد کا ہے: کمپیوٹر کی تاریخ دیکھیں
triage-reason-cards-expired =
    { $n ->
        [one] گھر کے ایک شناختی کارڈ کی میعاد ختم ہے
       *[other] گھر کے { $n } شناختی کارڈوں کی میعاد ختم ہے
    }

triage-reason-unknown = معلوم نہیں ہو سکتا: رجسٹری کی نقل بند ہے یا موجود نہیں
triage-reason-registered-elsewhere = دوسری تحصیل ({ $tehsil }) میں درج ہے
triage-reason-registered-undated = درج ہے، سروے کی تاریخ نہیں
triage-reason-registered-scrutiny = { $last } کو اندراج ہوا، جانچ پڑتال جاری ہے
triage-reason-registered-beneficiary = { $last } کو درج ہوا اور وظیفہ لیتا ہے
triage-reason-registered-no-money = { $last } کو درج ہوا اور وظیفہ نہیں لیتا
