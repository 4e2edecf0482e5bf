site-report = غیر معمولی باتیں
site-calm = دیکھنے کو کچھ نہیں
site-calm-hint = طویل انتظار، خالی کاؤنٹر، باری سے ہٹ کر بلاوے، جلد چھوڑے گئے ٹوکن، دوبارہ چھپی پرچیاں، دو افراد کی تصدیقیں اور اوقات سے باہر کے کام یہاں آتے ہیں۔
site-alert-waits =
    { $n ->
        [one] { $token } کا انتظار حد سے { $minutes } منٹ یا زیادہ بڑھ گیا
       *[other] { $n } گھرانوں کا انتظار حد سے { $minutes } منٹ یا زیادہ بڑھ گیا؛ پہلے { $token }
    }
site-alert-idle = کاؤنٹر { $counter } { $minutes } منٹ سے خالی ہے جبکہ { $n } اس کے منتظر ہیں
site-alert-silent = { $name } کی آخری خبر { $at } پر آئی
site-kind-supervisor = سپروائزر کا کمپیوٹر
site-kind-counter = کاؤنٹر کا کمپیوٹر
site-kind-display = ہال اسکرین
site-new = نیا آپریٹر
site-change = تبدیل کریں
site-name = نام
site-role = کردار
site-counter = معمول کا کاؤنٹر
site-pin = پِن
site-drive = مہم
site-pin-new = چھ یا زیادہ ہندسے
site-pin-same = خالی: پہلے والا رہے گا
site-no-counter = کوئی نہیں
site-save = محفوظ کریں
site-leave = چھوڑیں
site-close = بند کریں
site-last-queue = کاؤنٹر { $counter } کے پاس کم از کم ایک قطار رہے گی
site-done-profile = کاؤنٹر { $counter } کا کام بدل گیا
site-done-saved = { $name } محفوظ ہو گیا
site-done-closed = { $name } اب یہاں سائن اِن نہیں کرے گا
# A second person's word (the dialog over the supervisor's window)
second-title = دوسرا شخص
second-cancel = ٹوکن { $name } منسوخ کریں
second-reprint = ٹوکن { $name } ایک بار پھر چھاپیں
second-open-day = { $name } کا دن دوبارہ کھولیں
second-unlock-operator = { $name } کا قفل کھولیں
second-save-operator = { $name } کے لیے نیا پِن، جو غلط پِن کے باعث بند ہے
second-why = کوئی دوسرا شخص اپنے پِن سے تصدیق کرتا ہے۔ دونوں نام لاگ میں لکھے جاتے ہیں۔
second-pin = تصدیق کرنے والے کا پِن، 6 ہندسے
second-button = تصدیق کریں
second-working = تصدیق ہو رہی ہے…
second-forgot = پانچ غلط پِن تصدیق کرنے والے کو بند کر دیتے ہیں، جیسے سائن اِن پر۔
second-nobody = اس سنٹر میں کوئی اور کام نہیں کرتا
second-nobody-hint = پہلے کوئی دوسرا آپریٹر درج کریں (ٹیب: سنٹر)۔
second-back = واپس
site-unlock = قفل کھولیں
site-locked = بند ہے
site-done-unlocked = { $name } دوبارہ سائن اِن کر سکتا ہے
site-stick = اسٹک سے لے جائیں
site-stick-choose = اسٹک کہاں ہے؟
site-stick-cancel = روکیں
site-stick-far = { $waited } میں سے { $answered } پیغام، { $pages } صفحے۔ ابھی اسٹک نہ نکالیں۔

# What was out of the ordinary: Site tab and daily report
unusual-no-shows = { $of } بلاووں میں سے { $n } پر کوئی نہیں آیا، { $operator }
unusual-run-early =
    { $n ->
        [one] بلانے کے 1 سیکنڈ بعد چھوڑ دیا گیا، { $operator }
       *[other] بلانے کے { $n } سیکنڈ بعد چھوڑ دیا گیا، { $operator }
    }
unusual-jumped =
    { $n ->
        [one] 1 دوسرے سے پہلے کاؤنٹر { $counter } پر بلایا گیا، { $operator }
       *[other] { $n } دوسروں سے پہلے کاؤنٹر { $counter } پر بلایا گیا، { $operator }
    }
unusual-reprinted = پرچی دوبارہ چھپی، { $operator }
unusual-cancelled = ٹوکن منسوخ ہوا، { $operator }
unusual-second = { $what }، { $operator }
unusual-after-hours =
    { $n ->
        [one] سنٹر کے اوقات سے باہر 1 اندراج، { $operator }
       *[other] سنٹر کے اوقات سے باہر { $n } اندراج، { $operator }
    }
unusual-setting = ترتیب بدلی گئی: { $what } { $operator }
unusual-confirmed = { $said }؛ تصدیق: { $second }
unusual-deed-day-opened = بند دن دوبارہ کھولا گیا
unusual-deed-unlocked = آپریٹر کا قفل کھولا گیا
unusual-deed-operator = بند آپریٹر کے لیے نیا پِن
unusual-title = غیر معمولی باتیں
unusual-when = کب
